import { filter, map, merge, type Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection.ts'

/**
 * Emits whenever the outbox has room for a message of `size` bytes, at once if it has: while the connection is open and
 * little is unsent.
 *
 * @param size - in bytes, as `Outbox.offer` returned it; 0 if it is not known yet
 */
export function writable$<In, Out>(connection: Connection<In, Out>, size = 0): Observable<void> {
  const core = coreOf(connection)
  return merge(connection.channel('lifecycle'), connection.channel('unsent')).pipe(
    filter(() => core.state._tag === 'Open' && core.outbox.hasRoom(size)),
    map(() => undefined),
  )
}
