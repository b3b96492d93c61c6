import { asyncScheduler } from 'rxjs'

/** Time, as an argument. All of a connection's timers and time stamps come from here. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  readonly now: () => number
  /** Calls `f` once, `ms` milliseconds from now, unless it is cancelled before. */
  readonly after: (ms: number, f: () => void) => () => void
}

/** The platform's time. It stands on rxjs's `asyncScheduler`, so the virtual time of a `TestScheduler` moves it. */
export const defaultClock: Clock = {
  now: () => asyncScheduler.now(),
  after: (ms, f) => {
    const action = asyncScheduler.schedule(f, ms)
    return () => {
      action.unsubscribe()
    }
  },
}
