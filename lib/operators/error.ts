import { Observable } from 'rxjs'

import { channelOf } from '../connection/channels.ts'
import { relay } from '../connection/relay.ts'
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
    new Observable((subscriber) => {
      let last: unknown
      const events$: Observable<ConnectionEvent<In>> = channelOf(source$, 'lifecycle') ?? source$
      relay(events$, subscriber, {
        next: (event) => {
          if (event._tag !== 'Fault') return
          last = event.error
          subscriber.next(event.error)
        },
        error: (error: unknown) => {
          if (error === last) subscriber.complete()
          else subscriber.error(error)
        },
      })
    })
}
