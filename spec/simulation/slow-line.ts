import type { Clock, Socket, Transport } from '../../lib/index.ts'
import { asText } from './witness.ts'

/** A message whose bytes take so many milliseconds to leave. */
const slowOut = /^out(\d+) /

/** The beginning of a message that takes so many milliseconds to leave. */
export const slowly = (ms: number): string => (ms === 0 ? '' : `out${ms} `)

/**
 * A network whose outgoing line is slow for some messages. All that is written behind such a message waits for it, a ping
 * and a close frame too.
 *
 * @param moved - called when the line has taken a byte of a message
 */
export function slowLine(network: Transport, clock: Clock, moved: () => void): Transport {
  return (request, listener) => {
    let line: 'Free' | 'Busy' | 'Over' = 'Free'
    /** Everything that waits for the message on its way. */
    let waiting: Array<() => void> = []
    let cancels: ReadonlyArray<() => void> = []
    const isFree = (): boolean => line === 'Free'
    const end = (): void => {
      for (const cancel of cancels) cancel()
      cancels = waiting = []
      line = 'Over'
    }
    const inner: Socket = network(request, {
      opened: (handshake) => listener.opened(handshake),
      received: (data, isBinary) => listener.received(data, isBinary),
      ponged: () => listener.ponged(),
      ended: (reason) => {
        end()
        listener.ended(reason)
      },
    })
    const behind = (act: () => void): void => {
      if (isFree()) act()
      else if (line === 'Busy') waiting.push(act)
    }
    const free = (): void => {
      if (line === 'Busy') line = 'Free'
      // One of them may be slow as well, or end the socket.
      for (let act = waiting.shift(); act !== undefined; act = isFree() ? waiting.shift() : undefined) act()
    }
    const send: Socket['send'] = (data, isBinary, done) => {
      const text = asText(data)
      const ms = Number(slowOut.exec(text)?.[1] ?? 0)
      if (ms === 0) {
        inner.send(data, isBinary, done)
        return
      }
      line = 'Busy'
      cancels = [
        // All bytes but the last, one by one: fractions of a byte would not add up to 0.
        ...Array.from({ length: text.length - 1 }, (_, at) => clock.after(((at + 1) * ms) / text.length, moved)),
        clock.after(ms, () => {
          cancels = []
          inner.send(data, isBinary, done)
          free()
        }),
      ]
    }
    const { ping } = inner
    return {
      send: (data, isBinary, done) => behind(() => send(data, isBinary, done)),
      close: (code, reason) => behind(() => inner.close(code, reason)),
      terminate: () => {
        end()
        inner.terminate()
      },
      get bufferedAmount() {
        return inner.bufferedAmount
      },
      ...(ping !== undefined && { ping: () => behind(() => ping()) }),
      pause: () => inner.pause?.(),
      resume: () => inner.resume?.(),
    }
  }
}
