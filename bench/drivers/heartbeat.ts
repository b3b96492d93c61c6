import { performance } from 'node:perf_hooks'

import { cpuSince, type Driver, pause } from './driver.ts'
import { openMany } from './idle.ts'

/** Milliseconds of warm-up: two heartbeats, until code is compiled and the garbage of the openings is collected. */
const warmUp = 75_000

/** Milliseconds of measurement: at least two heartbeats of 30 s each. */
const observed = 65_000

/** Milliseconds between two pings of a contender that has no heartbeat. */
const interval = 30_000

/**
 * CPU, in percent of one core, of `count` connections that only ping every 30 s. A contender without a heartbeat is
 * pinged in one loop that ignores the answers, which is the cheapest way possible.
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
    const percent = (cpuSince(before, 1) / 1e6 / (performance.now() - start)) * 100
    clearInterval(pinging)
    if (links.length !== count) throw new Error('some did not open')
    return { percent }
  }
}
