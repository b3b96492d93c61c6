import { Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import { relay } from '../connection/relay.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { Open } from '../model/connection-state.ts'

/**
 * *On WebSocket Start*: emits when the connection is established: at once if it is open, then on every start, reconnect and
 * restart. Messages sent in the same turn go ahead of the queue: use it to subscribe to topics again.
 *
 * @example
 * quotes.pipe(start$(), map(() => ({ subscribe: 'EURUSD' })), send(quotes)).subscribe()
 */
export function start$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<Open> {
  return (source$) =>
    new Observable((subscriber) => {
      relay(channelOf(source$, 'lifecycle') ?? source$, subscriber, {
        next: (event) => {
          if (event._tag === 'Open') subscriber.next(event)
        },
      })
    })
}
