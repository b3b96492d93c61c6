import { hasMoved, type Traffic } from '../../transport/traffic.ts'
import type { Clock } from '../timers/clock.ts'

/**
 * Signs of life of a dial's peer: messages, pongs, and bytes of a message that is still on its way, in or out. A large
 * message on a slow line takes longer than a heartbeat, and no pong can stand inside it.
 */
export class SignsOfLife {
  readonly #clock: Clock
  /** Whether the time of every sign counts, and not only that there was one. */
  readonly #isTimed: boolean
  #isAlive = false
  #aliveAt = 0
  #traffic: Traffic | undefined

  constructor(clock: Clock, isTimed: boolean) {
    this.#clock = clock
    this.#isTimed = isTimed
  }

  /** Whether every sign needs the traffic of its moment. */
  get isTimed(): boolean {
    return this.#isTimed
  }

  /** The peer has given a sign of life. Called for every message, so it reads no clock unless it must. */
  add(traffic?: Traffic): void {
    this.#isAlive = true
    if (!this.#isTimed) return
    this.#aliveAt = this.#clock.now()
    this.#traffic = traffic
  }

  /** Forgets all signs so far. */
  reset(traffic: Traffic | undefined): void {
    this.#isAlive = false
    this.mark(traffic)
  }

  /** Only bytes that move from now on count. */
  mark(traffic: Traffic | undefined): void {
    this.#traffic = traffic
  }

  /** Returns the time of the latest sign since the last call or `reset`; `undefined`: there was none. Forgets it. */
  take(traffic: Traffic | undefined): number | undefined {
    const before = this.#traffic
    const isMoving = before !== undefined && traffic !== undefined && this.#hasMoved(before, traffic)
    const isAlive = this.#isAlive
    this.reset(traffic)
    if (isMoving || (isAlive && !this.#isTimed)) return this.#clock.now()
    return isAlive ? this.#aliveAt : undefined
  }
  /**
   * If every sign is timed, no ping marks the moment from which bytes count. Bytes that got stuck since the last look
   * may have been moving since, so they count once; from the next look on they have to move.
   */
  #hasMoved(before: Traffic, after: Traffic): boolean {
    return hasMoved(before, after) || (this.#isTimed && before.stuck === 0 && after.stuck > 0)
  }
}
