import { Observable } from 'rxjs'

import { laneOf } from '../connection/lanes.ts'
import type { ConnectionError } from '../machine/connection-error.ts'
import type { ConnectionEvent } from '../machine/connection-event.ts'

/**
 * *On WebSocket Error*: every error of the connection, whichever action met it, as a value and exactly once. On a
 * lease it absorbs the final error, which it has already emitted, and completes.
 *
 * @example
 * chat.pipe(error$()).subscribe((error) => console.warn(error.message))
 */
export function error$(): <In>(source$: Observable<ConnectionEvent<In>>) => Observable<ConnectionError> {
  return <In>(source$: Observable<ConnectionEvent<In>>) =>
    new Observable<ConnectionError>((subscriber) => {
      let last: unknown
      const events$: Observable<ConnectionEvent<In>> = laneOf(source$, 'lifecycle') ?? source$
      return events$.subscribe({
        next: (event) => {
          if (event._tag !== 'Fault') return
          last = event.error
          subscriber.next(event.error)
        },
        error: (error: unknown) => {
          if (error === last) subscriber.complete()
          else subscriber.error(error)
        },
        complete: () => {
          subscriber.complete()
        },
      })
    })
}
