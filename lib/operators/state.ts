import { filter, type Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
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
    (channelOf(source$, 'lifecycle') ?? source$).pipe(filter((event): event is ConnectionState => isState(event)))
}
