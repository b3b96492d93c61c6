import { Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { relay } from '../connection/relay.ts'
import { closeProblem } from '../model/close-code.ts'
import { failure } from '../model/connection-error.ts'
import { isRest, type Rest } from '../model/connection-state.ts'

/** The close code and reason of the closing handshake (RFC 6455, section 7.4). */
export interface StopOptions {
  /** 1000-1003, 1007-1014 or 3000-4999; in browsers 1000 or 3000-4999. Default: 1000. */
  readonly code?: number | undefined
  /** At most 123 bytes of UTF-8. Default: empty. */
  readonly reason?: string | undefined
}

/**
 * *WebSocket Client Stop*: stops the connection for every lease holder: it flushes the unsent messages, then runs the
 * closing handshake. Each may take `closeTimeout`. Emits the rest state that results and completes, also if the connection
 * is at rest already. Unsubscribing does not revoke the stop.
 *
 * Errors with `CloseInvalid` and stops nothing if RFC 6455 or the platform forbids the code or reason.
 *
 * @example
 * clientStop$(chat, { code: 1000, reason: 'done' }).subscribe((rest) => console.log(rest._tag))
 */
export function clientStop$<In, Out>(
  connection: Connection<In, Out>,
  { code = 1000, reason = '' }: StopOptions = {},
): Observable<Rest> {
  return new Observable((subscriber) => {
    const core = coreOf(connection)
    const fault = closeProblem(code, reason) ?? core.options.transport.closeProblem?.(code)
    if (fault !== undefined) {
      const error = failure('CloseInvalid', connection.name, fault, {})
      core.fault(error)
      subscriber.error(error)
      return
    }
    core.stop(code, reason, () => {
      relay(connection.channel('lifecycle'), subscriber, {
        next: (event) => {
          if (!isRest(event)) return
          subscriber.next(event)
          subscriber.complete()
        },
      })
    })
  })
}
