import { performance } from 'node:perf_hooks'

import { payloads } from '../payload.ts'
import { cpuSince, type Driver } from './driver.ts'

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
    globalThis.gc?.()
    const times = new Float64Array(count)
    const before = process.cpuUsage()
    const start = performance.now()
    let sent = 0
    const sendOne = (): void => {
      times[sent] = performance.now()
      sent++
      link.send(value as never)
    }
    await new Promise<void>((resolve) => {
      let come = 0
      received = () => {
        times[come] = performance.now() - (times[come] ?? 0)
        come++
        if (sent < count) sendOne()
        if (come === count) resolve()
      }
      for (let i = 0; i < workload.burst; i++) sendOne()
    })
    const cpu = cpuSince(before, count)
    const rate = (count / (performance.now() - start)) * 1_000
    times.sort()
    const at = (share: number): number => (times[Math.floor(count * share)] ?? 0) * 1_000
    return { ...cpu, rate, p50: at(0.5), p99: at(0.99) }
  }
}
