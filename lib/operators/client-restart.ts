import { Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import type { RestartRequest } from '../connection/core.ts'
import { relay } from '../connection/relay.ts'
import { closeProblem } from '../model/close-code.ts'
import { type ConnectionError, failure } from '../model/connection-error.ts'
import type { Open } from '../model/connection-state.ts'

/** The end that a restart makes of the open connection: with a closing handshake (RFC 6455, section 7), or without one. */
export interface RestartOptions {
  /** 1000-1003, 1007-1014 or 3000-4999; in browsers 1000 or 3000-4999. Default: 1000. */
  readonly code?: number | undefined
  /** At most 123 bytes of UTF-8. Default: empty. */
  readonly reason?: string | undefined
  /** `true`: drop the socket without a closing handshake, because the peer is known to be dead. Default: `false`. */
  readonly abandon?: boolean | undefined
}

/**
 * Dials anew within the same run: a waiting connection at once, an open one after a graceful close, with a fresh
 * address. Emits the next `Open` and completes. A dial that is under way goes on.
 *
 * A graceful close of a dead peer takes up to twice `closeTimeout`. With `abandon` the socket is dropped and the next
 * dial begins in the same turn; messages in flight are `SendUncertain`.
 *
 * Errors with `NotOpen` if the connection is at rest or stopping, or ends on purpose before it is open again; with the
 * run's own error if it fails; and with `CloseInvalid` if the code or reason may not be sent. That restarts nothing.
 *
 * @example
 * clientRestart$(chat).subscribe({ next: ({ url }) => console.log('back at', url), error: console.error })
 */
export function clientRestart$<In, Out>(
  connection: Connection<In, Out>,
  { code = 1000, reason = '', abandon = false }: RestartOptions = {},
): Observable<Open> {
  return new Observable((subscriber) => {
    const core = coreOf(connection)
    const refuse = (error: ConnectionError): void => {
      core.fault(error)
      subscriber.error(error)
    }
    const notRunning = (): ConnectionError =>
      failure('NotOpen', connection.name, 'not restarted: the connection is not running', {})
    const problem = closeProblem(code, reason) ?? core.options.transport.closeProblem?.(code)
    if (problem !== undefined) {
      refuse(failure('CloseInvalid', connection.name, problem, {}))
      return
    }
    const request: RestartRequest = abandon ? { _tag: 'Redial' } : { _tag: 'Restart', code, reason }
    core.restart(request, (isRunning) => {
      if (!isRunning) {
        refuse(notRunning())
        return
      }
      relay(connection.channel('lifecycle'), subscriber, {
        next: (event) => {
          if (event._tag === 'Open') {
            subscriber.next(event)
            subscriber.complete()
          } else if (event._tag === 'Failed') subscriber.error(event.error)
          else if (event._tag === 'Closed') refuse(notRunning())
        },
      })
    })
  })
}
