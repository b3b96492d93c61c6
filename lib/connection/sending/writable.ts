import { filter, map, merge, type Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection.ts'

/**
 * Whether a source that can wait may send a message of `size` bytes now: the connection is open and little is unsent.
 *
 * @param size - in bytes, as `Outbox.offer` returned it; 0 if it is not known yet
 */
export function isWritable<In, Out>(connection: Connection<In, Out>, size: number): boolean {
  const core = coreOf(connection)
  return core.state._tag === 'Open' && core.outbox.hasRoom(size)
}

/** Emits whenever `isWritable` holds: at once if it does, and after every change. */
export function writable$<In, Out>(connection: Connection<In, Out>, size: number): Observable<void> {
  return merge(connection.channel('lifecycle'), connection.channel('unsent')).pipe(
    filter(() => isWritable(connection, size)),
    map(() => undefined),
  )
}
