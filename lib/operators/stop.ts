import { Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import { relay } from '../connection/relay.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { Closed, Failed, Waiting } from '../model/connection-state.ts'

/**
 * *On WebSocket Stop*: emits the first state after each end of an open connection: `Waiting` (it will reconnect), `Closed` or
 * `Failed`. It emits once for each start that it saw, and never for an end before it was subscribed.
 *
 * @example
 * chat.pipe(stop$(), filter((state) => state._tag === 'Waiting')).subscribe(({ delay }) => console.log(delay))
 */
export function stop$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<Waiting | Closed | Failed> {
  return (source$) =>
    new Observable((subscriber) => {
      let phase: 'Open' | 'Ended' = 'Ended'
      relay(channelOf(source$, 'lifecycle') ?? source$, subscriber, {
        next: (event) => {
          if (event._tag === 'Open') phase = 'Open'
          if (event._tag !== 'Waiting' && event._tag !== 'Closed' && event._tag !== 'Failed') return
          const seen = phase === 'Open'
          phase = 'Ended'
          if (seen) subscriber.next(event)
        },
      })
    })
}
