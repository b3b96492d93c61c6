import type { Either } from 'fp-ts/lib/Either.js'
import { of } from 'rxjs'

import type { Connection } from '../../connection/connection.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { send, type SendOptions } from '../../operators/send.ts'

/** Sends one message. The promise resolves with the result that `send` emits, and never rejects. */
export function sendOne<In, Out>(
  connection: Connection<In, Out>,
  value: Out,
  options?: Pick<SendOptions, 'volatile'>,
): Promise<Either<ConnectionError, Out>> {
  return new Promise((resolve, reject) => {
    of(value).pipe(send(connection, options)).subscribe({ next: resolve, error: reject })
  })
}

/** Sends one message if there is a connection already; otherwise the result is `Left(NotOpen)`. */
export function sendOneIfGiven<In, Out>(
  connection: Connection<In, Out> | null | undefined,
  value: Out,
  options?: Pick<SendOptions, 'volatile'>,
): Promise<Either<ConnectionError, Out>> {
  if (connection != null) return sendOne(connection, value, options)
  const what = 'message not sent: the hook was given null instead of a connection'
  return Promise.resolve(E.left(failure('NotOpen', 'connection', what, {})))
}
