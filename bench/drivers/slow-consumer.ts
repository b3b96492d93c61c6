import { performance } from 'node:perf_hooks'

import { payloads } from '../payload.ts'
import { type Driver, liveMemory, pause } from './driver.ts'

/** Milliseconds that the consumer needs for each message. */
const work = 1

/** Milliseconds of observation: without back-pressure a contender has all messages in memory long before. */
const observed = 15_000

/**
 * Peak growth of memory while the peer sends `count` messages as fast as possible and the consumer needs a millisecond
 * for each. A contender with back-pressure is observed until the last message; any other for 15 s.
 */
export const slowConsumer: Driver = async ({ workload, url, connect, ask }) => {
  const { kind, wire } = payloads[workload.payload]
  const waiting: unknown[] = []
  let isPushedBack = false
  const link = await new Promise<ReturnType<typeof connect>>((resolve) => {
    const size = Buffer.byteLength(wire)
    const made = connect({
      ...{ url, kind, size, subscribers: 1, opened: () => setImmediate(() => resolve(made)) },
      received: (message) => {
        if (!isPushedBack) waiting.push(message)
      },
    })
  })
  let done = 0
  link.paced?.(async () => {
    await pause(work)
    done++
  })
  isPushedBack = link.paced !== undefined
  return async (count) => {
    await pause(100)
    const before = liveMemory()
    const rssBefore = process.memoryUsage.rss()
    const start = performance.now()
    let peak = 0
    let rss = 0
    ask({ blast: count })
    const consumes = isPushedBack ? undefined : setInterval(() => waiting.shift(), work)
    while (done < count && (isPushedBack || performance.now() - start < observed)) {
      await pause(100)
      peak = Math.max(peak, liveMemory() - before)
      rss = Math.max(rss, process.memoryUsage.rss() - rssBefore)
    }
    clearInterval(consumes)
    return { growth: peak, residentGrowth: rss, done: isPushedBack ? done : count - waiting.length }
  }
}
