import { failure } from '../../model/connection-error.ts'
import type { Core } from '../core.ts'
import { emit } from '../subscriber-list.ts'
import type { Dial } from './dial.ts'
import { SignsOfLife } from './signs-of-life.ts'

/** Pings the peer of one dial and keeps its signs of life, from which the machine concludes whether it is dead. */
export class Heartbeat<In, Out> extends SignsOfLife {
  readonly #core: Core<In, Out>
  readonly #dial: Dial<In, Out>
  /** When the unanswered ping left (elapsed time, ms). */
  #pingedAt: number | undefined

  constructor(core: Core<In, Out>, dial: Dial<In, Out>) {
    const { clock, heartbeat } = core.options
    super(clock, heartbeat !== false && 'passive' in heartbeat)
    this.#core = core
    this.#dial = dial
  }

  /** The opening handshake succeeded. Only signs of life from now on count. A ping marks the traffic anew. */
  begin(): void {
    this.reset(this.isTimed ? this.#dial.socket?.traffic?.() : undefined)
  }

  /** The peer has given a sign of life. */
  showLife(): void {
    this.add(this.isTimed ? this.#dial.socket?.traffic?.() : undefined)
  }

  /** Returns the time of the latest sign of life since the last call or ping (elapsed, ms), and forgets it. */
  takeSignOfLife(): number | undefined {
    // Nothing is read now, so silence means nothing.
    if (this.#core.backPressure?.isHeld === true) this.showLife()
    return this.take(this.#dial.socket?.traffic?.())
  }

  /** Asks the peer for a sign of life. A peer that cannot be asked, or whose answer cannot be read, counts as alive. */
  ping(): void {
    const { socket } = this.#dial
    if (socket === undefined) return
    const { ping, clock } = this.#core.options
    this.#pingedAt = clock.now()
    this.#core.inspector?.pinged()
    this.reset(undefined)
    if (this.#core.backPressure?.isHeld === true) this.showLife()
    else if (ping === undefined && socket.ping !== undefined) socket.ping()
    else if (ping === undefined || !sendPing(this.#core, this.#dial, ping)) this.showLife()
    // Behind the ping: its bytes are no sign of life.
    this.mark(socket.traffic?.())
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

function sendPing<In, Out>(core: Core<In, Out>, dial: Dial<In, Out>, ping: () => Out): boolean {
  try {
    return dial.sendDirectly(ping(), 'heartbeat')._tag === 'Right'
  } catch (cause) {
    const what = 'the heartbeat.message function threw, so no ping was sent'
    core.fault(failure('EncodeFailed', core.options.name, what, { issues: [] }, cause))
    return false
  }
}
