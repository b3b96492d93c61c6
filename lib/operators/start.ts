import { filter, type Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { Open } from '../model/connection-state.ts'

/**
 * *On WebSocket Start*: emits when the connection is really established; at once if it already is, then on every start
 * and restart. What is sent on seeing it goes ahead of the queue: the place to subscribe to topics again.
 *
 * @example
 * quotes.pipe(start$(), map(() => ({ subscribe: 'EURUSD' })), send(quotes)).subscribe()
 */
export function start$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<Open> {
  return (source$) => (channelOf(source$, 'lifecycle') ?? source$).pipe(filter((event) => event._tag === 'Open'))
}
