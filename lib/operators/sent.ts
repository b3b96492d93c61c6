import type { Either } from 'fp-ts/lib/Either.js'
import { map, type OperatorFunction } from 'rxjs'

/**
 * For those who want a failed send in the error channel: unwraps the results of `send`; the first `Left` errors.
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
