import type { Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'

/**
 * Emits the round trip of each answered ping in milliseconds, measured by the connection's clock. Without a heartbeat it
 * emits nothing.
 *
 * @example
 * latency$(chat).subscribe((ms) => console.log(`${ms} ms`))
 */
export function latency$<In, Out>(connection: Connection<In, Out>): Observable<number> {
  coreOf(connection) // A lease has the channel too, and subscribing to it would hold the connection open.
  return connection.channel('latencies')
}
