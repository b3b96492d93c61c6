import type { OpeningSource, OpeningSourceEnd } from '../../accepting.ts'
import { holdLock } from './locks.ts'
import type { MessagePortLike } from './message-port.ts'
import { PortHandshake } from './port-handshake.ts'
import { PortLine } from './port-line.ts'
import { PortOpening, type PortRequest } from './port-opening.ts'

/** Takes a port. */
export type TakePort = (port: MessagePortLike, origin: string | undefined) => void

/** Gives ports until the function that it returns is called. */
export type PortGiver = (take: TakePort, end: OpeningSourceEnd) => () => void

/** The part of the options that ports need before they are accepted. */
export interface HandshakeLimits {
  /** Milliseconds from a port to its first frame. */
  readonly timeout: number
  /** Calls a function after so many milliseconds, unless the function that it returns is called before. */
  readonly after: (delay: number, elapsed: () => void) => () => void
}

/** Ports that have not begun their opening handshake. More are closed. */
const maxHandshakes = 1_024

/** The openings of ports, once the other end of each has sent its first frame. */
export function portSource(
  give: PortGiver,
  host: string | undefined,
  { timeout, after }: HandshakeLimits,
): OpeningSource<PortRequest> {
  return (take, end) => {
    const pending = new Set<PortLine>()
    let live = 0
    let count = 0
    let isStopped = false
    const lock = new OwnLock()
    const releaseIfUnused = (): void => {
      // Connections outlive the source, and their other ends watch the lock.
      if (isStopped && live === 0) lock.release()
    }

    const takePort: TakePort = (port, origin) => {
      if (pending.size >= maxHandshakes) {
        port.close()
        return
      }
      const line = new PortLine(port)
      const number = ++count
      live += 1
      pending.add(line)
      const cancel = after(timeout, () => {
        line.close()
      })
      const settle = (): void => {
        cancel()
        pending.delete(line)
      }
      line.atEnd(() => {
        settle()
        live -= 1
        releaseIfUnused()
      })
      new PortHandshake(line, (hello, isLockVisible) => {
        settle()
        take(new PortOpening(line, hello, { origin, host, number }, isLockVisible ? lock.name : undefined))
      })
      lock.whenHeld(() => {
        if (!line.isClosed) line.start()
      })
    }

    const stop = give(takePort, end)
    return () => {
      isStopped = true
      stop()
      for (const line of pending) line.close()
      releaseIfUnused()
    }
  }
}

/** The lock of an accepting end. A port is read once it is held: before that, the other end could take it. */
class OwnLock {
  name: string | undefined
  readonly release: () => void
  #waiting: Array<() => void> | undefined = []

  constructor() {
    this.release = holdLock((name) => {
      this.name = name
      const waiting = this.#waiting ?? []
      this.#waiting = undefined
      for (const held of waiting) held()
    })
  }

  whenHeld(held: () => void): void {
    if (this.#waiting === undefined) held()
    else this.#waiting.push(held)
  }
}
