import { failure } from '../../model/connection-error.ts'
import type { Core } from '../core.ts'

/** Where the platform cannot stop reading: how many times the mark may wait. */
const maxOverrun = 16

/**
 * Whether the connection reads from the network. Any number of consumers may hold it back; it reads again when the
 * last of them lets go. Only an open connection is held back: a greeting and a closing handshake have to be read.
 */
export class BackPressure<In, Out> {
  readonly #core: Core<In, Out>
  readonly #holders = new Set<object>()

  constructor(core: Core<In, Out>) {
    this.#core = core
  }

  /** Whether nothing is read now, so that the peer's silence means nothing. */
  get isHeld(): boolean {
    return this.#isWanted() && this.#core.dial?.socket?.pause !== undefined
  }

  /** Whether nothing should be read now, be that possible or not. */
  #isWanted(): boolean {
    return this.#holders.size > 0 && this.#core.state._tag === 'Open'
  }

  /**
   * Holds reading back while more than `mark` values wait for a consumer, and reads on below half of it. On a platform
   * that cannot stop reading the connection fails with 1008 when far more wait: better than growing without bound.
   */
  pace(holder: object, waiting: number, mark: number): void {
    if (waiting < mark / 2) this.release(holder)
    if (waiting <= mark || this.#hold(holder) || waiting <= maxOverrun * mark) return
    const { dial, options } = this.#core
    const what = `${waiting} values wait for a slow consumer, and this platform cannot stop reading`
    const error = failure('ProtocolFailed', options.name, what, { code: 1008 })
    dial?.fail(error)
  }

  /** Answers whether the platform can. */
  #hold(holder: object): boolean {
    if (this.#holders.has(holder)) return this.#core.dial?.socket?.pause !== undefined
    this.#holders.add(holder)
    return this.apply()
  }

  /** Lets reading go on, if nobody else holds it back. */
  release(holder: object): void {
    if (!this.#holders.delete(holder) || this.#holders.size > 0) return
    const { dial } = this.#core
    if (dial?.socket?.resume === undefined) return
    // Nothing could be read meanwhile: the deadline starts anew.
    dial.heartbeat.showLife()
    dial.socket.resume()
  }

  /** Holds back a connection that has just opened while consumers are still full; reads on when it is closing. */
  apply(): boolean {
    const socket = this.#core.dial?.socket
    if (!this.#isWanted()) {
      socket?.resume?.()
      return true
    }
    socket?.pause?.()
    return socket?.pause !== undefined
  }
}

/** Whether a connection reads: for those who may hold it back. Most connections never have any. */
export function backPressureOf<In, Out>(core: Core<In, Out>): BackPressure<In, Out> {
  return (core.backPressure ??= new BackPressure(core))
}
