import { skip, Subscription } from 'rxjs'

import type { Connection } from '../../connection/connection.ts'
import type { Fault } from '../../model/connection-event.ts'
import type { ConnectionState } from '../../model/connection-state.ts'

/** Receives the messages and the lifecycle of a connection. */
export interface ConnectionWatcher<In> {
  onMessage(value: In): void
  onLifecycle(event: ConnectionState | Fault): void
}

/**
 * Subscribes a watcher to a connection: once for messages and once for the lifecycle, however many requests or topics
 * share it. The watcher gets the changes of the state, but not the current one.
 */
export function watchConnection<In, Out>(
  connection: Connection<In, Out>,
  watcher: ConnectionWatcher<In>,
): Subscription {
  const watching = new Subscription()
  // The channels of a connection never error.
  const error = (): void => undefined
  watching.add(
    connection
      .channel('lifecycle')
      .pipe(skip(1))
      .subscribe({
        next: (event) => {
          watcher.onLifecycle(event)
        },
        error,
      }),
  )
  watching.add(
    connection.channel('values').subscribe({
      next: (value) => {
        watcher.onMessage(value)
      },
      error,
    }),
  )
  return watching
}
