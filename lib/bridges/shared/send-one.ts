import type { Either } from 'fp-ts/lib/Either.js'
import { of } from 'rxjs'

import type { Connection } from '../../connection/connection.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import { send } from '../../operators/send.ts'

/** Sends one message. The promise resolves with the result, as of `send`, and never rejects. */
export function sendOne<In, Out>(connection: Connection<In, Out>, value: Out): Promise<Either<ConnectionError, Out>> {
  return new Promise((resolve, reject) => {
    of(value).pipe(send(connection)).subscribe({ next: resolve, error: reject })
  })
}
