import { asyncScheduler } from 'rxjs'

/** A timer may fire this much (ms) before its time: platforms count timers in whole milliseconds. */
const timerPrecision = 2

/**
 * Elapsed time that never goes back (decision 16): the platform's monotonic time, or rxjs's virtual time while a
 * `TestScheduler` runs.
 *
 * Fake timers may move timers and leave the monotonic time where it is (`node:test` does). A timer that fires proves
 * that its time has passed, so it moves this clock as well.
 */
export class ElapsedTime {
  /** The difference to the platform's monotonic time, ms. It only ever grows. */
  #offset = 0
  #latest = -Infinity

  /**
   * Whether rxjs's time is virtual. Real time stands between two readings of `Date.now`, which rxjs reads too, and a
   * virtual time is nowhere near it. Asked twice, since the system's time of day may be set in between, but not twice.
   */
  get isVirtual(): boolean {
    return isElsewhere() && isElsewhere()
  }

  now(): number {
    if (this.isVirtual) return asyncScheduler.now()
    // Near the time of day, for those who print it.
    const now = performance.timeOrigin + performance.now() + this.#offset
    // Fake timers start the monotonic time anew.
    if (now < this.#latest) this.#offset += this.#latest - now
    return (this.#latest = Math.max(this.#latest, now))
  }

  /** A timer has fired that was due at a time. */
  reach(due: number): void {
    if (this.isVirtual) return
    if (due - this.now() > timerPrecision) this.#latest = due
  }
}

function isElsewhere(): boolean {
  const before = Date.now()
  const now = asyncScheduler.now()
  return now < before || now > Date.now()
}
