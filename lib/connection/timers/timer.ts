import type { Clock } from './clock.ts'

/** The owner of a timer. */
export interface TimerOwner {
  /** Called once, when the timer fires. */
  elapsed(timer: Timer): void
}

/** A timer that was set. */
export interface Timer {
  /** Its owner is not called any more. Does nothing once it has fired. */
  cancel(): void
}

/** Sets a timer that fires once, `ms` milliseconds from now. */
export type SetTimer = (clock: Clock, ms: number, owner: TimerOwner) => Timer

/** Sets a timer of the clock. */
export function setTimer(clock: Clock, ms: number, owner: TimerOwner): Timer {
  return start((f) => clock.after(ms, f), owner)
}

/** Sets a timer that fires as soon as all input that has arrived by now was read. */
export function setInputTimer(clock: Clock, owner: TimerOwner): Timer {
  return clock.afterInput === undefined ? setTimer(clock, 0, owner) : start(clock.afterInput, owner)
}

function start(set: (f: () => void) => () => void, owner: TimerOwner): Timer {
  const timer = { cancel: (): void => undefined }
  // In two steps: a clock may call back before it has returned.
  timer.cancel = set(() => {
    owner.elapsed(timer)
  })
  return timer
}
