import { throwError } from 'rxjs'

/**
 * Does what may run a user's teardown. What that throws is told as rxjs tells an error that nobody handles, and harms
 * nobody here: a turn always runs to its end (guarantee 10).
 */
export function runUserCode(act: () => void): void {
  try {
    act()
  } catch (error) {
    // eslint-disable-next-line rxjs-x/throw-error -- whatever was thrown goes on as it is
    throwError(() => error).subscribe()
  }
}

/** Temporary until merge. */
export function notify<T>(subscriber: { next(value: T): void }, value: T): void {
  try {
    subscriber.next(value)
  } catch (error) {
    // eslint-disable-next-line rxjs-x/throw-error -- whatever was thrown goes on as it is
    throwError(() => error).subscribe()
  }
}
