import type { Clock } from '../../../lib/connection/timers/clock.ts'
import { TimerHeap } from './timer-heap.ts'

/** A clock that counts the timers of one user. */
export interface CountingClock extends Clock {
  /** Number of timers that have neither fired nor been cancelled. */
  readonly pending: () => number
}

/** A clock that stands still until `pass`, `sleep`, `block` or `step` moves it. */
export class ManualClock implements CountingClock {
  #now: number
  /** Difference between `wall` and `now`, ms. */
  #offset = 0
  readonly #timers = new TimerHeap()
  readonly #own: CountingClock

  /** @param start - the time at the beginning, ms: not 0 by default, which a spec could mistake for "no time" */
  constructor(start = 1_000_000) {
    this.#now = start
    this.#own = this.view()
  }

  readonly now = (): number => this.#now

  readonly wall = (): number => this.#now + this.#offset

  readonly after = (ms: number, f: () => void): (() => void) => this.#own.after(ms, f)

  /** Number of timers that were set on this clock itself, and not on a view of it. */
  readonly pending = (): number => this.#own.pending()

  /** Returns a clock of the same time that counts its own timers. */
  view(): CountingClock {
    let pending = 0
    const view: CountingClock = {
      now: this.now,
      wall: this.wall,
      pending: () => pending,
      after: (ms, f) => {
        pending++
        const cancel = this.#timers.add(
          this.#now + ms,
          () => {
            pending--
            f()
          },
          view,
        )
        return () => {
          if (cancel()) pending--
        }
      },
    }
    return view
  }

  /** Lets time pass. Timers fire in the order in which they are due, those of equal time in the order they were set. */
  readonly pass = (ms: number): void => {
    const until = this.#now + ms
    for (let due = this.#timers.next(); due !== undefined && due <= until; due = this.#timers.next()) {
      this.#now = Math.max(this.#now, due)
      this.#timers.fire()
    }
    this.#now = until
  }

  /** Lets time pass while nothing runs, as on a computer that is asleep: timers are late. */
  readonly sleep = (ms: number): void => {
    this.#now += ms
  }

  /**
   * Lets time pass while the event loop is blocked. Then the timers of `view` fire first, as Node's do, and those of
   * others, which stand for input that arrived meanwhile, on the next `pass`.
   */
  readonly block = (ms: number, view: CountingClock): void => {
    this.#now += ms
    this.#timers.fireOwn(view, this.#now)
  }

  /** Returns whether a timer of `view` is late: it was due before now. */
  readonly isLate = (view: CountingClock): boolean => this.#timers.isLate(view, this.#now)

  /** Corrects the time of day, as NTP does. Elapsed time and timers do not change. */
  readonly step = (ms: number): void => {
    this.#offset += ms
  }
}

/** Makes a clock that stands at 1,000,000 ms. */
export const manualClock = (): ManualClock => new ManualClock()
