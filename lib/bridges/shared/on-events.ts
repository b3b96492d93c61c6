import type { Connection } from '../../connection/connection.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { Open } from '../../model/connection-state.ts'
import { error$ } from '../../operators/error.ts'
import { start$ } from '../../operators/start.ts'
import { listen } from './listen.ts'

/** Calls back for every message of a connection until the returned function is called. Holds no lease. */
export function onMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): () => void {
  return listen(connection.channel('values'), callback)
}

/** Calls back for every error of a connection until the returned function is called. Holds no lease. */
export function onErrors<In, Out>(
  connection: Connection<In, Out>,
  callback: (error: ConnectionError) => void,
): () => void {
  return listen(connection.pipe(error$()), callback)
}

/** Calls back for every start of a connection, at once if it is open, until the returned function is called. Holds no lease. */
export function onStarts<In, Out>(connection: Connection<In, Out>, callback: (open: Open) => void): () => void {
  return listen(connection.pipe(start$()), callback)
}
