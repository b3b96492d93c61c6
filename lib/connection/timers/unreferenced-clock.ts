import { type Clock, platformClock } from './clock.ts'

/** Node's timers, by default, keep the process alive. */
interface Unrefable {
  readonly unref?: () => unknown
}

/** Not by rxjs, which keeps the timers of its schedulers to itself. */
function afterUnreferenced(ms: number, f: () => void): () => void {
  const timer: unknown = setTimeout(f, ms)
  // A browser's timer is a number.
  ;(timer as Unrefable).unref?.()
  return () => {
    clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  }
}

/** The time of `defaultClock`, for connections with `unref`. Its timers let a process of Node end while they wait. */
export const unreferencedClock: Clock = platformClock(afterUnreferenced)
