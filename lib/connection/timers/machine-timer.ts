import type { TimerName } from '../../machine/input.ts'
import { maxTimerDelay } from '../../model/retry.ts'
import type { Clock } from './clock.ts'
import { setSharedTimer } from './shared-timers.ts'
import { setInputTimer, setTimer, type Timer, type TimerOwner } from './timer.ts'

/** The one timer of a machine: no state has two. */
export class MachineTimer {
  readonly #clock: Clock
  readonly #owner: TimerOwner
  #timer: Timer | undefined
  #name: TimerName = 'connect'
  #signal: 'Elapsed' | 'Overdue' = 'Elapsed'

  /** @param owner - is called when the timer fires; it may then `take` the timer */
  constructor(clock: Clock, owner: TimerOwner) {
    this.#clock = clock
    this.#owner = owner
  }

  /** Sets the timer, in place of the one before. */
  set(name: TimerName, delay: number): void {
    this.clear()
    this.#name = name
    this.#signal = 'Elapsed'
    const set = name === 'heartbeat' ? setSharedTimer : setTimer
    this.#timer = set(this.#clock, Math.min(delay, maxTimerDelay), this.#owner)
  }

  /** Waits until all input that has arrived was read, in place of the timer that has fired. */
  awaitInput(name: TimerName): void {
    this.clear()
    this.#name = name
    this.#signal = 'Overdue'
    this.#timer = setInputTimer(this.#clock, this.#owner)
  }

  clear(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** Returns the signal of a timer that has fired. `undefined`: it was cleared or set anew meanwhile. */
  take(timer: Timer): { readonly _tag: 'Elapsed' | 'Overdue'; readonly timer: TimerName } | undefined {
    if (timer !== this.#timer) return undefined
    this.#timer = undefined
    return { _tag: this.#signal, timer: this.#name }
  }
}
