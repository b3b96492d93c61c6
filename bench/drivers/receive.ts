import { payloads } from '../payload.ts'
import { costOf, type Driver } from './driver.ts'

/** CPU time per incoming message, for all of its subscribers together. */
export const receive: Driver = async ({ workload, url, connect, ask }) => {
  const { kind, value, wire } = payloads[workload.payload]
  let left = Infinity
  let done: () => void = () => undefined
  const received = (): void => {
    left--
    if (left === 0) done()
  }
  let check: ((message: unknown) => void) | undefined = (message) => {
    const text = kind === 'binary' ? Buffer.from(message as Uint8Array).toString('latin1') : JSON.stringify(message)
    const expected = kind === 'binary' ? (value as Buffer).toString('latin1') : JSON.stringify(value)
    if (text !== expected) throw new Error('this is not what was sent')
    check = undefined
  }
  await new Promise<void>((opened) => {
    const size = Buffer.byteLength(wire)
    connect({
      ...{ url, kind, size, subscribers: workload.subscribers, opened, isCompressed: workload.isCompressed ?? false },
      ...(workload.waiting && { waiting: workload.waiting }),
      isInstrumented: workload.isInstrumented ?? false,
      received: (message) => {
        check?.(message)
        received()
      },
    })
  })
  return (count) =>
    costOf(
      count,
      () =>
        new Promise((resolve) => {
          done = resolve
          left = count * workload.subscribers
          ask({ blast: count })
        }),
    )
}
