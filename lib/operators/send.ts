import type { Either } from 'fp-ts/lib/Either.js'
import { Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { listen } from '../connection/relay.ts'
import { SendSubscription } from '../connection/sending/send-subscription.ts'
import type { ConnectionError } from '../model/connection-error.ts'

/** How to send. */
export interface SendOptions {
  /** `true`: as a binary message; `false`: as text; `undefined`: as the codec decides. */
  readonly binary?: boolean | undefined
  /**
   * `true`: for the socket that is open now or not at all. The result is `Left(NotOpen)` if the connection is not open, and
   * if that socket ends before the message was written. For messages that are stale on another socket: a cursor, a
   * cancellation. Default: `false`.
   */
  readonly volatile?: boolean | undefined
}

/** How to send text or bytes past the codec. */
export interface SendDataOptions extends SendOptions {
  /** `true`: as a binary message; `false`: as text. */
  readonly binary: boolean
}

/**
 * *WebSocket Client Send*: sends each value of the source and emits one result for each, in order.
 *
 * - `Right`: the message was handed to the operating system while its socket was the live one. It never claims delivery.
 * - `Left(SendUncertain)`: the connection broke during the write. The peer may have received the message.
 * - Every other `Left`: the message never left and never will.
 *
 * Each error also reaches `error$`. A run of `OutboxFull` is one error, published once.
 *
 * While the connection is `Connecting` or `Waiting`, messages are queued within the limits of `outbox`. Completes and
 * errors as the source does, after its results. Unsubscribing withdraws the messages that were not yet written.
 *
 * @example
 * of('hello').pipe(send(chat)).subscribe((result) => console.log(result._tag))
 */
export function send<In, Out>(
  connection: Connection<In, Out>,
  options?: SendOptions & { readonly binary?: undefined },
): (source$: Observable<Out>) => Observable<Either<ConnectionError, Out>>
/**
 * Sends text or bytes past the codec: as binary messages (`binary: true`) or as text (`binary: false`). Results are
 * those of `send(connection)`; bytes that are not valid UTF-8 cannot be sent as text and give `Left(EncodeFailed)`.
 *
 * @example
 * of(new Uint8Array([1, 2])).pipe(send(chat, { binary: true })).subscribe((result) => console.log(result._tag))
 */
export function send<In, Out>(
  connection: Connection<In, Out>,
  options: SendDataOptions,
): <Data extends string | Uint8Array>(source$: Observable<Data>) => Observable<Either<ConnectionError, Data>>
export function send<In, Out>(
  connection: Connection<In, Out>,
  { binary, volatile = false }: SendOptions = {},
): (source$: Observable<Out>) => Observable<Either<ConnectionError, Out>> {
  const core = coreOf(connection)
  const { outbox } = core
  return (source$) =>
    new Observable((subscriber) => {
      const subscription = new SendSubscription<Out>(subscriber, core)
      // Before the source, which may emit and end in the same turn: messages not written by then are withdrawn too.
      subscriber.add(() => {
        outbox.withdraw(subscription)
      })
      // A synchronous source is stopped too when the subscriber leaves in its midst.
      listen(source$, subscriber, {
        next: (value) => {
          outbox.send(subscription, value, binary, volatile)
        },
        error: (error: unknown) => {
          subscription.end({ _tag: 'Errored', error })
        },
        complete: () => {
          subscription.end({ _tag: 'Completed' })
        },
      })
    })
}
