import { catchError, defer, EMPTY, filter, map, type Observable, throwError } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'

/**
 * *On WebSocket Error*: emits every error of the connection as a value, exactly once, whichever action caused it. On a lease
 * it completes where the lease errors: that error was emitted already.
 *
 * @example
 * chat.pipe(error$()).subscribe((error) => console.warn(error.message))
 */
export function error$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<ConnectionError> {
  return <In>(source$: Observable<ConnectionEvent<In>>) =>
    defer(() => {
      let last: unknown
      const events$: Observable<ConnectionEvent<In>> = channelOf(source$, 'lifecycle') ?? source$
      return events$.pipe(
        filter((event) => event._tag === 'Fault'),
        map(({ error }) => {
          last = error
          return error
        }),
        // eslint-disable-next-line rxjs-x/throw-error -- the stream's own error goes on as it is
        catchError((error: unknown) => (error === last ? EMPTY : throwError(() => error))),
      )
    })
}
