import type { Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { LeaseObservable } from '../connection/lease-observable.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'

/**
 * *WebSocket Client Start*: a lease. Each subscription holds the connection open; the first starts it, the release of
 * the last stops it (1000, after `linger`). It tells every event of its own run, completes when that run ends on
 * purpose (`Closed`) and errors when it fails (`Failed`).
 *
 * Starting is a request: what needs the open connection hangs on `start$`.
 *
 * @example
 * const lease = clientStart$(chat).subscribe({ error: (error) => console.error(error.message) })
 * lease.unsubscribe() // the last one out stops it
 */
export function clientStart$<In, Out>(connection: Connection<In, Out>): Observable<ConnectionEvent<In>> {
  return new LeaseObservable(coreOf(connection))
}
