import type { Connection } from '../../connection/connection.ts'
import { clientStart$ } from '../../operators/client-start.ts'

/**
 * Holds a connection open until the returned function is called. The state shows how a run ends, so the error of the
 * lease is ignored.
 */
export function hold<In, Out>(connection: Connection<In, Out>): () => void {
  const lease = clientStart$(connection).subscribe({ error: () => undefined })
  return () => {
    lease.unsubscribe()
  }
}
