import type { TimerName } from '../../machine/input.ts'
import { maxTimerDelay } from '../../model/retry.ts'
import type { Clock } from './clock.ts'
import { setInputTimer, type SetTimer, setTimer, type Timer, type TimerOwner } from './timer.ts'

/** The part of the options that timers need. */
interface TimerPlatform {
  readonly clock: Clock
  readonly setHeartbeatTimer: SetTimer
}

/** The one timer of a machine: no state has two. */
export class MachineTimer {
  readonly #platform: TimerPlatform
  readonly #owner: TimerOwner
  #timer: Timer | undefined
  #name: TimerName = 'connect'
  #signal: 'Elapsed' | 'Overdue' = 'Elapsed'

  /** @param owner - is called when the timer fires; it may then `take` the timer */
  constructor(platform: TimerPlatform, owner: TimerOwner) {
    this.#platform = platform
    this.#owner = owner
  }

  /** Sets the timer, in place of the one before. */
  set(name: TimerName, delay: number): void {
    this.clear()
    this.#name = name
    this.#signal = 'Elapsed'
    const { clock, setHeartbeatTimer } = this.#platform
    const set = name === 'heartbeat' ? setHeartbeatTimer : setTimer
    this.#timer = set(clock, Math.min(delay, maxTimerDelay), this.#owner)
  }

  /** Waits until all input that has arrived was read, in place of the timer that has fired. */
  awaitInput(name: TimerName): void {
    this.clear()
    this.#name = name
    this.#signal = 'Overdue'
    this.#timer = setInputTimer(this.#platform.clock, this.#owner)
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
