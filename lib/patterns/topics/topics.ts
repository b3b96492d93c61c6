import { Observable } from 'rxjs'

import type { Connection } from '../../connection/connection.ts'
import type { TopicOptions } from './topic-options.ts'
import { TopicRegistry } from './topic-registry.ts'

export { inSequence, type InSequenceOptions, type Position, type SequenceBroken } from './in-sequence.ts'
export type { TopicOptions } from './topic-options.ts'

/**
 * Shares server-side subscriptions by key: the first subscriber of a topic subscribes at the server, the last one
 * unsubscribes. After each `Open` one message subscribes to all topics that have subscribers, ahead of the queue. Call
 * `topics` once for a connection.
 *
 * It holds no lease. While the connection is away, subscribers see a pause; they never see its end.
 *
 * @example
 * const ticker = topics(prices, {
 *   keyOf: ({ symbol }) => symbol,
 *   subscribe: (symbols: ReadonlyArray<string>) => ({ method: 'SUBSCRIBE', params: symbols }),
 *   unsubscribe: (symbols) => ({ method: 'UNSUBSCRIBE', params: symbols }),
 * })
 * ticker('ACME').subscribe(({ price }) => console.log(price))
 *
 * @throws `RangeError` if `linger` or `replay` is not a number of at least 0
 */
export function topics<In, Out, Key, T = In>(
  connection: Connection<In, Out>,
  options: TopicOptions<In, Out, Key, T>,
): (key: Key) => Observable<T> {
  const registry = new TopicRegistry(connection, options)
  return (key) => new Observable((subscriber) => registry.join(key, subscriber))
}
