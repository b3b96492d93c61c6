import { Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { failure } from '../model/connection-error.ts'
import type { Open } from '../model/connection-state.ts'

/**
 * Dials anew within the same run: a waiting connection at once, an open one after a graceful close, with a fresh
 * address. Emits the next `Open` and completes.
 *
 * Errors with `NotOpen` where there is no run to go on with (at rest, or while stopping) or it ends on purpose before
 * it is open again, and with the run's own error where it fails.
 *
 * @example
 * clientRestart$(chat).subscribe({ next: ({ url }) => console.log('back at', url), error: console.error })
 */
export function clientRestart$<In, Out>(connection: Connection<In, Out>): Observable<Open> {
  return new Observable((subscriber) => {
    const core = coreOf(connection)
    const refuse = (): void => {
      const error = failure('NotOpen', connection.name, 'not restarted, since it is not running', {})
      core.fault(error)
      subscriber.error(error)
    }
    core.restart((isRunning) => {
      if (!isRunning) {
        refuse()
        return
      }
      const watching = connection.channel('lifecycle').subscribe({
        next: (event) => {
          if (event._tag === 'Open') {
            subscriber.next(event)
            subscriber.complete()
          } else if (event._tag === 'Failed') subscriber.error(event.error)
          else if (event._tag === 'Closed') refuse()
        },
        error: (error: unknown) => {
          subscriber.error(error)
        },
      })
      subscriber.add(watching)
    })
  })
}
