import { failure } from '../../model/connection-error.ts'
import type { Core } from '../core.ts'

/** The multiple of its mark that may wait for a consumer on a platform that cannot stop reading. */
const maxOverrun = 16

/**
 * Stops and resumes reading from the network. Any number of consumers may stop it; it resumes when the last of them has
 * released it. It applies to an open connection only: a greeting and a closing handshake have to be read.
 */
export class BackPressure<In, Out> {
  readonly #core: Core<In, Out>
  readonly #holders = new Set<object>()

  constructor(core: Core<In, Out>) {
    this.#core = core
  }

  /** Whether reading is stopped now, so that the peer's silence means nothing. */
  get isHeld(): boolean {
    return this.#isWanted() && this.#core.dial?.socket?.pause !== undefined
  }

  /** Whether reading should be stopped now, possible or not. */
  #isWanted(): boolean {
    return this.#holders.size > 0 && this.#core.state._tag === 'Open'
  }

  /**
   * Stops reading while more than `mark` values wait for a consumer, and resumes below half of it. Where the platform
   * cannot stop reading, the connection fails with 1008 when 16 times `mark` values wait: memory stays bounded.
   */
  pace(holder: object, waiting: number, mark: number): void {
    if (waiting < mark / 2) this.release(holder)
    if (waiting <= mark) return
    this.#hold(holder)
    if (waiting <= maxOverrun * mark || !this.#isWanted()) return
    const { dial, options } = this.#core
    if (dial?.socket?.pause !== undefined) return
    const what = `${waiting} values wait for a slow consumer, and this platform cannot stop reading. Consume faster, or drop values.`
    dial?.fail(failure('ProtocolFailed', options.name, what, { code: 1008 }))
  }

  #hold(holder: object): void {
    if (this.#holders.has(holder)) return
    this.#holders.add(holder)
    if (this.#isWanted()) this.#core.dial?.socket?.pause?.()
  }

  /** Resumes reading, unless another consumer has stopped it. */
  release(holder: object): void {
    const { dial, state } = this.#core
    // Before it is open, a greeting may have stopped the reading.
    if (!this.#holders.delete(holder) || this.#holders.size > 0 || state._tag !== 'Open') return
    if (dial?.socket?.resume === undefined) return
    // No sign of life could be read meanwhile: the heartbeat's deadline starts anew.
    dial.heartbeat.showLife()
    dial.socket.resume()
  }

  /** Stops reading on a connection that has just opened while consumers are full; resumes it on one that is closing. */
  apply(): void {
    const socket = this.#core.dial?.socket
    if (this.#isWanted()) socket?.pause?.()
    else socket?.resume?.()
  }
}

/** Returns the back-pressure of a connection. It is made on first use: most connections have none. */
export function backPressureOf<In, Out>(core: Core<In, Out>): BackPressure<In, Out> {
  return (core.backPressure ??= new BackPressure(core))
}
