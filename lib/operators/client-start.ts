import { type Connection, coreOf } from '../connection/connection.ts'
import { LeaseObservable } from '../connection/lease-observable.ts'

/** The ways to end a lease besides its subscription. */
export interface StartOptions {
  /**
   * Its abort releases the lease and completes it. A signal that is aborted already takes no lease. Not inside `repeat()`,
   * which would subscribe again without end.
   */
  readonly signal?: AbortSignal | undefined
}

/**
 * *WebSocket Client Start*: a lease. Each subscription holds the connection open: the first one starts it, the release of
 * the last one stops it (close code 1000, after `linger`). Emits the events of its own run, completes when that run ends on
 * purpose (`Closed`) or `signal` aborts, and errors with its `ConnectionError` when it fails (`Failed`).
 *
 * Subscribing only begins to connect. Use `start$` for work that needs the open connection.
 *
 * @example
 * const lease = clientStart$(chat).subscribe({ error: (error) => console.error(error.message) })
 * lease.unsubscribe() // stops the connection if no other lease holds it
 */
export function clientStart$<In, Out>(
  connection: Connection<In, Out>,
  { signal }: StartOptions = {},
): LeaseObservable<In> {
  return new LeaseObservable(coreOf(connection), signal)
}
