import type { Either } from 'fp-ts/lib/Either.js'
import { Observable, type OperatorFunction } from 'rxjs'

/**
 * For those who want a failed send in the error channel: unwraps the results of `send`; the first `Left` errors.
 *
 * @example
 * order$.pipe(send(orders), sent(), catchError(askAgain)).subscribe()
 */
export function sent<E, A>(): OperatorFunction<Either<E, A>, A> {
  return (source$) =>
    new Observable((subscriber) =>
      source$.subscribe({
        next: (result) => {
          if (result._tag === 'Right') subscriber.next(result.right)
          else subscriber.error(result.left)
        },
        error: (error: unknown) => {
          subscriber.error(error)
        },
        complete: () => {
          subscriber.complete()
        },
      }),
    )
}
