import { asyncScheduler } from 'rxjs'

import { ElapsedTime } from './elapsed-time.ts'

/** Time, as an argument. All timers and time stamps of a connection come from here. */
export interface Clock {
  /** Elapsed milliseconds since some fixed moment. It never goes back, whatever happens to the system's time of day. */
  readonly now: () => number
  /** Calls `f` once, `ms` milliseconds from now, unless it is cancelled before. */
  readonly after: (ms: number, f: () => void) => () => void
  /** The time of day, in milliseconds since 1970: only for `Waiting.until`. Default: `now`. */
  readonly wall?: () => number
  /**
   * Calls `f` once, as soon as all input that has arrived by now was read, unless it is cancelled before. A late timer
   * runs before input that lies unread, so deadlines wait for this. Default: `after(0, f)`.
   */
  readonly afterInput?: (f: () => void) => () => void
}

/** Node, Deno and Bun run `setImmediate` after they have polled for input once (libuv's check phase). */
interface Immediates {
  readonly setImmediate?: (f: () => void) => unknown
  readonly clearImmediate: (immediate: unknown) => void
}

/**
 * Makes a clock of the platform's time.
 *
 * @param setTimer - sets its timers while time is real. Default: rxjs's `asyncScheduler`
 */
export function platformClock(setTimer?: Clock['after']): Clock {
  const elapsed = new ElapsedTime()

  const after = (ms: number, f: () => void): (() => void) => {
    const due = elapsed.now() + ms
    const reached = (): void => {
      elapsed.reach(due)
      f()
    }
    if (setTimer !== undefined && !elapsed.isVirtual) return setTimer(ms, reached)
    const action = asyncScheduler.schedule(reached, ms)
    return () => {
      action.unsubscribe()
    }
  }

  const afterInput = (f: () => void): (() => void) => {
    const { setImmediate, clearImmediate } = globalThis as unknown as Immediates
    // Virtual time has no input of its own, and a browser's tasks come in the order in which they were queued.
    if (setImmediate === undefined || elapsed.isVirtual) return after(0, f)
    const immediate = setImmediate(f)
    return () => {
      clearImmediate(immediate)
    }
  }

  return { now: () => elapsed.now(), after, wall: () => asyncScheduler.now(), afterInput }
}

/** The platform's time. It stands on rxjs's `asyncScheduler`, so the virtual time of a `TestScheduler` moves it. */
export const defaultClock: Clock = platformClock()
