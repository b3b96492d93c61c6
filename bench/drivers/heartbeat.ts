import { performance } from 'node:perf_hooks'

import { cpuSince, type Driver, pause } from './driver.ts'
import { openMany } from './idle.ts'

/** At least two heartbeats of 30 s each. */
const observed = 65_000

/** CPU, in percent of one core, of `count` connections that do nothing but ping every 30 s. */
export const heartbeat: Driver = async (context) => {
  return async (count) => {
    const links = await openMany(context, count)
    await pause(2_000)
    globalThis.gc?.()
    const before = process.cpuUsage()
    const start = performance.now()
    await pause(observed)
    const percent = (cpuSince(before) / 1e6 / (performance.now() - start)) * 100
    if (links.length !== count) throw new Error('some did not open')
    return { percent }
  }
}
