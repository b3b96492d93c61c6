import { performance } from 'node:perf_hooks'

import { cpuSince, type Driver, pause } from './driver.ts'
import { openMany } from './idle.ts'

/** Two heartbeats that do not count, until code is compiled and V8 has tidied up after so many openings. */
const warmUp = 75_000

/** At least two heartbeats of 30 s each. */
const observed = 65_000

/** Milliseconds between two pings of a contender that has no heartbeat. */
const interval = 30_000

/**
 * CPU, in percent of one core, of `count` connections that do nothing but ping every 30 s. Those of a contender without
 * a heartbeat are pinged in one loop, and nothing is made of the answers: there is no cheaper way to do it.
 */
export const heartbeat: Driver = async (context) => {
  return async (count) => {
    const links = await openMany(context, count)
    const pinging = setInterval(() => {
      for (const { ping } of links) ping?.()
    }, interval)
    globalThis.gc?.()
    await pause(warmUp)
    const before = process.cpuUsage()
    const start = performance.now()
    await pause(observed)
    const percent = (cpuSince(before) / 1e6 / (performance.now() - start)) * 100
    clearInterval(pinging)
    if (links.length !== count) throw new Error('some did not open')
    return { percent }
  }
}
