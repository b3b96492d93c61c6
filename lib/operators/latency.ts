import type { Observable } from 'rxjs'

import type { Connection } from '../connection/connection.ts'

/**
 * The round trip of each answered ping, in milliseconds of the connection's clock. It comes with every heartbeat;
 * without one it is silent.
 *
 * @example
 * latency$(chat).subscribe((ms) => console.log(`${ms} ms`))
 */
export function latency$<In, Out>(connection: Connection<In, Out>): Observable<number> {
  return connection.channel('latencies')
}
