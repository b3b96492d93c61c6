import type { Core } from './core.ts'

/**
 * Whether the connection reads from the network. Any number of consumers may hold it back; it reads again when the
 * last of them lets go. Only an open connection is held back: a greeting and a closing handshake have to be read.
 */
export class Reading<In, Out> {
  readonly #core: Core<In, Out>
  readonly #holders = new Set<object>()

  constructor(core: Core<In, Out>) {
    this.#core = core
  }

  /** Whether nothing is read now, so that the peer's silence means nothing. */
  get isHeld(): boolean {
    return this.#holders.size > 0 && this.#core.state._tag === 'Open'
  }

  /**
   * Holds reading back.
   *
   * @returns whether the platform can: `false` on an open socket that has no `pause`
   */
  hold(holder: object): boolean {
    this.#holders.add(holder)
    return this.apply()
  }

  /** Lets reading go on, if nobody else holds it back. */
  letGo(holder: object): void {
    if (!this.#holders.delete(holder) || this.#holders.size > 0) return
    const { dial } = this.#core
    if (dial?.socket?.resume === undefined) return
    // Nothing could be heard meanwhile: the deadline starts anew.
    dial.heard = true
    dial.socket.resume()
  }

  /** Holds back a connection that has just opened while consumers are still full; reads on when it is closing. */
  apply(): boolean {
    const socket = this.#core.dial?.socket
    if (!this.isHeld) {
      socket?.resume?.()
      return true
    }
    socket?.pause?.()
    return socket?.pause !== undefined
  }
}
