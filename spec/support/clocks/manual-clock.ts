import type { Clock } from '../../../lib/connection/timers/clock.ts'
import { TimerHeap } from './timer-heap.ts'

/** A clock that counts the timers of one user. */
export interface CountingClock extends Clock {
  /** Number of timers that have neither fired nor been cancelled. */
  readonly pending: () => number
}

/** A clock that stands still until `pass`, `sleep` or `step` moves it. */
export class ManualClock implements CountingClock {
  #now: number
  /** Difference between `now` and the time that the timers count, ms. */
  #offset: number
  readonly #timers = new TimerHeap()
  readonly #own: CountingClock

  /** @param start - the time of day at the beginning, ms: not 0 by default, which a spec could mistake for "no time" */
  constructor(start = 1_000_000) {
    this.#now = 0
    this.#offset = start
    this.#own = this.view()
  }

  readonly now = (): number => this.#now + this.#offset

  readonly after = (ms: number, f: () => void): (() => void) => this.#own.after(ms, f)

  /** Number of timers that were set on this clock itself, and not on a view of it. */
  readonly pending = (): number => this.#own.pending()

  /** Returns a clock of the same time that counts its own timers. */
  view(): CountingClock {
    let pending = 0
    return {
      now: this.now,
      pending: () => pending,
      after: (ms, f) => {
        pending++
        const cancel = this.#timers.add(this.#now + ms, () => {
          pending--
          f()
        })
        return () => {
          if (cancel()) pending--
        }
      },
    }
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

  /** Lets time pass while nothing runs, as on a computer that is asleep or a loop that is blocked: timers are late. */
  readonly sleep = (ms: number): void => {
    this.#now += ms
  }

  /** Corrects the time of day, as NTP does. Timers fire neither sooner nor later. */
  readonly step = (ms: number): void => {
    this.#offset += ms
  }
}

/** Makes a clock that stands at 1,000,000 ms. */
export const manualClock = (): ManualClock => new ManualClock()
