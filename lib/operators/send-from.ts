import type { Either } from 'fp-ts/lib/Either.js'
import { from, mergeMap, Observable, repeat, take, takeWhile } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { SendSubscription } from '../connection/sending/send-subscription.ts'
import { writable$ } from '../connection/sending/writable.ts'
import type { ConnectionError } from '../model/connection-error.ts'

/**
 * Sends what an iterable gives and pulls only when there is room: while the connection is open and little is unsent.
 * So a source of any length takes no memory, and nothing is pulled that could not be sent: without a connection it
 * waits for one. Answers like `send`; completes when the iterable is exhausted and everything is answered, errors when
 * the iterable throws. Unsubscribing ends the iterable (`return`).
 *
 * @example
 * sendFrom(uploads, createReadStream('big.log', { encoding: 'utf8' })).subscribe({ complete: () => console.log('done') })
 */
export function sendFrom<In, Out>(
  connection: Connection<In, Out>,
  source: AsyncIterable<Out> | Iterable<Out>,
): Observable<Either<ConnectionError, Out>> {
  return new Observable((subscriber) => {
    const core = coreOf(connection)
    const subscription = new SendSubscription<Out>(subscriber)
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    const pulled$ = writable$(connection).pipe(
      take(1),
      mergeMap(() => from(Promise.resolve(iterator.next()))),
      repeat(),
      takeWhile((result) => result.done !== true),
    )
    subscriber.add(() => {
      core.outbox.withdraw(subscription)
      // A source that fails while it is let go has nobody left to tell.
      void Promise.resolve()
        .then(() => iterator.return?.())
        .catch(() => undefined)
    })
    subscriber.add(
      pulled$.subscribe({
        next: ({ value }) => {
          core.outbox.send(subscription, value, undefined)
        },
        error: (error: unknown) => {
          subscription.end({ _tag: 'Errored', error })
        },
        complete: () => {
          subscription.end({ _tag: 'Completed' })
        },
      }),
    )
  })
}
