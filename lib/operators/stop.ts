import { defer, filter, type Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
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
    defer(() => {
      let phase: 'Open' | 'Ended' = 'Ended'
      return (channelOf(source$, 'lifecycle') ?? source$).pipe(
        filter((event): event is Waiting | Closed | Failed => {
          if (event._tag === 'Open') phase = 'Open'
          if (event._tag !== 'Waiting' && event._tag !== 'Closed' && event._tag !== 'Failed') return false
          const seen = phase === 'Open'
          phase = 'Ended'
          return seen
        }),
      )
    })
}
