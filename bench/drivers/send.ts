import { frameSize, payloads } from '../payload.ts'
import { costOf, type Driver } from './driver.ts'

/** Unsent bytes above which the next burst waits a millisecond. */
const enough = 4 * 1_024 * 1_024

/** CPU time per outgoing message, until the server has received it. A tick is a turn of the event loop. */
export const send: Driver = async ({ workload, url, connect, ask, onArrived }) => {
  const payload = payloads[workload.payload]
  const link = await new Promise<ReturnType<typeof connect>>((resolve) => {
    const size = Buffer.byteLength(payload.wire)
    const made = connect({
      ...{ url, kind: payload.kind, size, subscribers: 1, received: () => undefined },
      isCompressed: workload.isCompressed ?? false,
      isInstrumented: workload.isInstrumented ?? false,
      opened: () => setImmediate(() => resolve(made)),
    })
  })
  return async (count) => {
    const sendAll = (resolve: () => void): void => {
      onArrived(resolve)
      ask({ expect: workload.isCompressed ? count : count * frameSize(payload, true) })
      let left = count
      const burst = (): void => {
        if (link.unsent() > enough) {
          setTimeout(burst, 1)
          return
        }
        const size = Math.min(left, workload.burst)
        for (let i = 0; i < size; i++) link.send(payload.value as never)
        left -= size
        if (left > 0) setImmediate(burst)
      }
      burst()
    }
    const figures = await costOf(count, () => new Promise(sendAll))
    if (link.refused?.()) throw new Error('a message was refused')
    return figures
  }
}
