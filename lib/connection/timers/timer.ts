import type { Clock } from './clock.ts'

/** Whoever is to be told that a timer ran out. */
export interface TimerOwner {
  elapsed(timer: Timer): void
}

/** A timer that was set. */
export interface Timer {
  /** It tells nothing from here on. Does nothing when it has run out. */
  cancel(): void
}

/** Sets a timer of the clock. */
export function setTimer(clock: Clock, ms: number, owner: TimerOwner): Timer {
  const timer = { cancel: (): void => undefined }
  // Not in one go: a clock may call at once, before it has answered.
  timer.cancel = clock.after(ms, () => {
    owner.elapsed(timer)
  })
  return timer
}
