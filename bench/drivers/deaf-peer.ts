import { payloads } from '../payload.ts'
import { type Driver, liveMemory, pause } from './driver.ts'

/** Growth of memory while 50 MB are sent to a peer that does not read, and the number of refused messages. */
export const deafPeer: Driver = async ({ workload, url, connect }) => {
  const { kind, value, wire } = payloads[workload.payload]
  const link = await new Promise<ReturnType<typeof connect>>((resolve) => {
    const size = Buffer.byteLength(wire)
    const made = connect({
      ...{ url, kind, size, subscribers: 1, received: () => undefined },
      opened: () => setImmediate(() => resolve(made)),
    })
  })
  return async (count) => {
    await pause(100)
    const before = liveMemory()
    let peak = 0
    for (let sent = 0; sent < count; sent++) {
      link.send(value as never)
      if (sent % 16 === 15) {
        await pause(1)
        peak = Math.max(peak, liveMemory() - before)
      }
    }
    await pause(200)
    peak = Math.max(peak, liveMemory() - before)
    return { growth: peak, told: link.refused?.() ?? 0 }
  }
}
