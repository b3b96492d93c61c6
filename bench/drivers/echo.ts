import { performance } from 'node:perf_hooks'

import { payloads } from '../payload.ts'
import { costOf, type Driver } from './driver.ts'

/** Keeps `burst` messages in flight, there and back: CPU time per message, messages per second, round trip. */
export const echo: Driver = async ({ workload, url, connect }) => {
  const { kind, value, wire } = payloads[workload.payload]
  let received: () => void = () => undefined
  const link = await new Promise<ReturnType<typeof connect>>((resolve) => {
    const size = Buffer.byteLength(wire)
    const made = connect({
      ...{ url, kind, size, subscribers: 1, received: () => received() },
      opened: () => setImmediate(() => resolve(made)),
    })
  })
  return async (count) => {
    const times = new Float64Array(count)
    let start = 0
    let end = 0
    let sent = 0
    const sendOne = (): void => {
      times[sent] = performance.now()
      sent++
      link.send(value as never)
    }
    const sendAll = (resolve: () => void): void => {
      start = performance.now()
      let come = 0
      received = () => {
        times[come] = performance.now() - (times[come] ?? 0)
        come++
        if (sent < count) sendOne()
        if (come < count) return
        end = performance.now()
        resolve()
      }
      for (let i = 0; i < workload.burst; i++) sendOne()
    }
    const cost = await costOf(count, () => new Promise(sendAll))
    const rate = (count / (end - start)) * 1_000
    times.sort()
    const at = (share: number): number => (times[Math.floor(count * share)] ?? 0) * 1_000
    return { ...cost, rate, p50: at(0.5), p99: at(0.99) }
  }
}
