import { payloads } from '../payload.ts'
import { costOf, type Driver } from './driver.ts'

/** CPU time per message that is sent after the connection was closed, and so is refused or dropped. */
export const refused: Driver = async ({ workload, url, connect }) => {
  const { kind, value, wire } = payloads[workload.payload]
  const link = await new Promise<ReturnType<typeof connect>>((resolve) => {
    const size = Buffer.byteLength(wire)
    const made = connect({
      ...{ url, kind, size, subscribers: 1, received: () => undefined },
      opened: () => setImmediate(() => resolve(made)),
    })
  })
  await link.close?.()
  return (count) =>
    costOf(count, async () => {
      for (let sent = 0; sent < count; sent += workload.burst) {
        for (let i = 0; i < workload.burst; i++) link.send(value as never)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
}
