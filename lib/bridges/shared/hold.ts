import type { Connection } from '../../connection/connection.ts'
import { clientStart$ } from '../../operators/client-start.ts'

/**
 * Holds a connection open until it is let go. How a run ends is in the state, so the lease's own error says nothing
 * more.
 */
export function hold<In, Out>(connection: Connection<In, Out>): () => void {
  const lease = clientStart$(connection).subscribe({ error: () => undefined })
  return () => {
    lease.unsubscribe()
  }
}
