import { Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import { relay } from '../connection/relay.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import { type ConnectionState, isState } from '../model/connection-state.ts'

/**
 * Emits the current state at once, then every change.
 *
 * @example
 * chat.pipe(state$()).subscribe((state) => render(state._tag))
 */
export function state$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<ConnectionState> {
  return (source$) =>
    new Observable((subscriber) => {
      relay(channelOf(source$, 'lifecycle') ?? source$, subscriber, {
        next: (event) => {
          if (isState(event)) subscriber.next(event)
        },
      })
    })
}
