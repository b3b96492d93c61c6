import type { Either } from 'fp-ts/lib/Either.js'
import { map, type OperatorFunction } from 'rxjs'

/**
 * Unwraps the results of `send`, or any `Either`: emits the value of each `Right`, and errors with the error of the first
 * `Left`.
 *
 * @example
 * order$.pipe(send(orders), sent(), catchError(askAgain)).subscribe()
 */
export function sent<E, A>(): OperatorFunction<Either<E, A>, A> {
  return map((result) => {
    if (result._tag === 'Right') return result.right
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a `Left` is the error, of whatever type
    throw result.left
  })
}
