import { failure } from '../../model/connection-error.ts'
import type { Core } from '../core.ts'
import { emit } from '../subscriber-list.ts'
import type { Dial } from './dial.ts'
import { SignsOfLife } from './signs-of-life.ts'

/** Pings the peer of one dial and keeps its signs of life, from which the machine concludes whether it is dead. */
export class Heartbeat<In, Out> {
  readonly #core: Core<In, Out>
  readonly #dial: Dial<In, Out>
  readonly #signs: SignsOfLife
  /** When the unanswered ping left (elapsed time, ms). */
  #pingedAt: number | undefined

  constructor(core: Core<In, Out>, dial: Dial<In, Out>) {
    const { clock, heartbeat } = core.options
    this.#core = core
    this.#dial = dial
    this.#signs = new SignsOfLife(clock, heartbeat !== false && 'passive' in heartbeat)
  }

  /** The opening handshake succeeded. Only signs of life from now on count. */
  begin(): void {
    this.#signs.reset(this.#dial.socket?.traffic?.())
  }

  /** The peer has given a sign of life. */
  showLife(): void {
    if (this.#signs.isTimed) this.#signs.add(this.#dial.socket?.traffic?.())
    else this.#signs.add()
  }

  /** Returns the time of the latest sign of life since the last call or ping (elapsed, ms), and forgets it. */
  takeSignOfLife(): number | undefined {
    // Nothing is read now, so silence means nothing.
    if (this.#core.backPressure?.isHeld === true) this.showLife()
    return this.#signs.take(this.#dial.socket?.traffic?.())
  }

  /** Asks the peer for a sign of life. A peer that cannot be asked, or whose answer cannot be read, counts as alive. */
  ping(): void {
    const { socket } = this.#dial
    if (socket === undefined) return
    const { ping, clock } = this.#core.options
    this.#pingedAt = clock.now()
    this.#core.inspector?.pinged()
    this.#signs.reset(undefined)
    if (this.#core.backPressure?.isHeld === true) this.showLife()
    else if (ping === undefined && socket.ping !== undefined) socket.ping()
    else if (ping === undefined || !this.#sendPing(ping)) this.showLife()
    // Behind the ping: its bytes are no sign of life.
    this.#signs.mark(socket.traffic?.())
  }

  #sendPing(ping: () => Out): boolean {
    try {
      return this.#dial.sendDirectly(ping(), 'heartbeat')._tag === 'Right'
    } catch (cause) {
      const what = 'the heartbeat.message function threw, so no ping was sent'
      this.#core.fault(failure('EncodeFailed', this.#core.options.name, what, { issues: [] }, cause))
      return false
    }
  }

  /** Emits the time since the ping, if one is unanswered: an unsolicited pong (RFC 6455, section 5.5.3) measures nothing. */
  measureLatency(): void {
    if (this.#pingedAt === undefined) return
    const { channels, options } = this.#core
    const latency = options.clock.now() - this.#pingedAt
    this.#pingedAt = undefined
    emit(channels.latencies, latency, channels.joined)
  }
}
