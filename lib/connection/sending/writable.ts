import { filter, merge, type Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection.ts'

/** Bytes given to `send` and not answered, above which a source has to wait: four of Node's socket buffers. */
const writableBelow = 256 * 1_024

/** Emits when there is room for a message, at once where there is already: while it is open and little is unsent. */
export function writable$<In, Out>(connection: Connection<In, Out>): Observable<unknown> {
  const core = coreOf(connection)
  return merge(connection.channel('lifecycle'), connection.channel('unsent')).pipe(
    filter(() => core.state._tag === 'Open' && core.outbox.bytes < writableBelow),
  )
}
