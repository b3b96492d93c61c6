import type { Either } from 'fp-ts/lib/Either.js'
import { Observable } from 'rxjs'

import type { Connection } from '../../connection/connection.ts'
import { PendingRequest } from './pending-request.ts'
import type { RequestError } from './request-error.ts'
import type { RequestOptions } from './request-options.ts'
import { Requests } from './requests.ts'

export type { NotSent, Refused, ReplyLost, ReplyTimedOut, RequestError } from './request-error.ts'
export type { RequestOptions } from './request-options.ts'

/**
 * Makes a function that sends a request and emits its reply. Call `request` once for a connection.
 *
 * The Observable is cold: each subscription sends one request. It emits exactly one result within `timeout`, completes,
 * and never errors. `sent()` moves a `Left` into the error channel. Unsubscribing withdraws the request, or cancels it if
 * it has left. It holds no lease: a request over a connection that is not started is `Left(NotSent)`.
 *
 * @example
 * const call = request(rpc, {
 *   ask: (id, method: string) => ({ id, method }),
 *   idOf: ({ id }) => id,
 *   read: (message) => (message.error === undefined ? right(message.result) : left(message.error)),
 * })
 * call('status').subscribe((result) => console.log(result._tag))
 *
 * @throws `RangeError` if `timeout` is not a number above 0
 */
export function request<In, Out, Value, Reply, Refusal = never, Id = number>(
  connection: Connection<In, Out>,
  options: RequestOptions<In, Out, Value, Reply, Refusal, Id>,
): (value: Value) => Observable<Either<RequestError<Refusal>, Reply>> {
  const requests = new Requests(connection, options)
  return (value) =>
    new Observable((subscriber) => {
      const pending = new PendingRequest(requests, value, subscriber)
      pending.start()
      return () => {
        pending.abandon()
      }
    })
}
