import type { Connection } from '../../connection/connection.ts'
import { listen } from './listen.ts'

/** Calls back for every message of a connection until the answer is called. Observes; holds no lease. */
export function onMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): () => void {
  return listen(connection.channel('values'), callback)
}
