import { hasMoved, type Traffic } from '../../transport/traffic.ts'
import type { Clock } from '../timers/clock.ts'

/**
 * Signs of life of a dial's peer: messages, pongs, and bytes of a message that is still on its way, in or out. A large
 * message on a slow line takes longer than a heartbeat, and no pong can stand inside it.
 */
export class SignsOfLife {
  readonly #clock: Clock
  /** Whether the time of every sign counts, so that each needs the traffic of its moment, and not only that there was one. */
  readonly isTimed: boolean
  /** The time of the latest sign (elapsed, ms), or any number where signs are not timed. `undefined`: there was none. */
  #aliveAt: number | undefined
  #traffic: Traffic | undefined

  constructor(clock: Clock, isTimed: boolean) {
    this.#clock = clock
    this.isTimed = isTimed
  }

  /** The peer has given a sign of life. Called for every message, so it reads no clock unless it must. */
  add(traffic?: Traffic): void {
    if (this.isTimed) {
      this.#aliveAt = this.#clock.now()
      this.#traffic = traffic
    } else this.#aliveAt = 0
  }

  /** Forgets all signs so far. */
  reset(traffic: Traffic | undefined): void {
    this.#aliveAt = undefined
    this.mark(traffic)
  }

  /** Only bytes that move from now on count. */
  mark(traffic: Traffic | undefined): void {
    this.#traffic = traffic
  }

  /** Returns the time of the latest sign since the last call or `reset`; `undefined`: there was none. Forgets it. */
  take(traffic: Traffic | undefined): number | undefined {
    const before = this.#traffic
    const aliveAt = this.#aliveAt
    const isMoving = before !== undefined && traffic !== undefined && haveMoved(before, traffic, this.isTimed)
    const isAlive = isMoving || aliveAt !== undefined
    // The next ping marks the traffic of a peer that is alive, where signs are not timed.
    this.reset(isAlive && !this.isTimed ? undefined : traffic)
    return isMoving || (isAlive && !this.isTimed) ? this.#clock.now() : aliveAt
  }
}

/**
 * If every sign is timed, no ping marks the moment from which bytes count. Bytes that got stuck since the last look may have
 * been moving since, so they count once; from the next look on they have to move.
 */
function haveMoved(before: Traffic, after: Traffic, isTimed: boolean): boolean {
  return hasMoved(before, after) || (isTimed && before.stuck === 0 && after.stuck > 0)
}
