import { defer, filter, type Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { Closed, Failed, Waiting } from '../model/connection-state.ts'

/**
 * *On WebSocket Stop*: emits when the connection has really ended, with the state that says how: `Waiting` (it will
 * come back), `Closed` or `Failed`. One for each start that was seen; never for an end before subscribing.
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
