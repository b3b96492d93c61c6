import type { Either } from 'fp-ts/lib/Either.js'
import { Observable, type Subscriber, takeUntil } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { SendSubscription } from '../connection/sending/send-subscription.ts'
import type { ConnectionError } from '../model/connection-error.ts'

/** How to send, whatever the codec. */
export interface SendOptions {
  /** `true`: as a binary message; `false`: as text. */
  readonly binary: boolean
}

/**
 * *WebSocket Client Send*: sends what the source emits and answers every message with one result, in order. `Right`:
 * handed to the operating system while its socket was the live one; it never claims delivery. `Left(SendUncertain)`:
 * the connection broke during the write. Every other `Left`: it never left and never will. Each failure also reaches
 * `error$`.
 *
 * Messages for a connection that is on its way (`Connecting`, `Waiting`) are queued, within the limits of `outbox`.
 * Completes and errors as the source does, after its results; unsubscribing withdraws what is not yet written.
 *
 * @example
 * of('hello').pipe(send(chat)).subscribe((result) => console.log(result._tag))
 *
 * @param options - with `binary` given, messages are `string | Uint8Array` and go past the codec
 */
export function send<In, Out>(
  connection: Connection<In, Out>,
): (source$: Observable<Out>) => Observable<Either<ConnectionError, Out>>
export function send<In, Out>(
  connection: Connection<In, Out>,
  options: SendOptions,
): <Data extends string | Uint8Array>(source$: Observable<Data>) => Observable<Either<ConnectionError, Data>>
export function send<In, Out>(
  connection: Connection<In, Out>,
  options?: SendOptions,
): (source$: Observable<Out>) => Observable<Either<ConnectionError, Out>> {
  const { outbox } = coreOf(connection)
  return (source$) =>
    new Observable((subscriber) => {
      const subscription = new SendSubscription<Out>(subscriber)
      // Before the source, which may emit and end in the same turn: what is not written then is still withdrawn.
      subscriber.add(() => {
        outbox.withdraw(subscription)
      })
      subscriber.add(
        // A source that emits in this very turn is stopped too when somebody has had enough.
        source$.pipe(takeUntil(end$(subscriber))).subscribe({
          next: (value) => {
            outbox.send(subscription, value, options?.binary)
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

/** Emits when a subscriber has ended or left. */
function end$(subscriber: Subscriber<unknown>): Observable<void> {
  return new Observable((waiting) => {
    subscriber.add(() => {
      waiting.next()
    })
  })
}
