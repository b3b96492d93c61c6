import type { Clock } from '../../../connection/timers/clock.ts'
import { setSharedTimer } from '../../../connection/timers/shared-timers.ts'
import type { Timer, TimerOwner } from '../../../connection/timers/timer.ts'

/** Messages that are taken until they are acknowledged without waiting. */
const maxUnacknowledged = 16

/** Acknowledges the messages that were taken on one socket: some together. */
export class Acknowledgements implements TimerOwner {
  /** Milliseconds. */
  readonly #delay: number
  readonly #write: (n: number) => void
  /** The number that the other end got latest. */
  #acknowledged = 0
  #taken = 0
  #timer: Timer | undefined

  constructor(delay: number, write: (n: number) => void) {
    this.#delay = delay
    this.#write = write
  }

  /** A socket has begun, whose greeting has carried this number. */
  begin(taken: number): void {
    this.#acknowledged = this.#taken = taken
  }

  took(n: number, clock: Clock): void {
    if (n <= this.#taken) return
    this.#taken = n
    if (n - this.#acknowledged >= maxUnacknowledged) this.#acknowledge()
    else this.#timer ??= setSharedTimer(clock, this.#delay, this)
  }

  elapsed(): void {
    this.#timer = undefined
    this.#acknowledge()
  }

  #acknowledge(): void {
    this.end()
    this.#acknowledged = this.#taken
    this.#write(this.#taken)
  }

  /** The socket has ended. */
  end(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
