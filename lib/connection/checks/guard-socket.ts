import { failure } from '../../model/connection-error.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'
import type { Socket, WriteDone } from '../../transport/transport.ts'
import type { Core } from '../core.ts'
import type { Dial } from '../dialing/dial.ts'

/** The methods of a socket whose errors nobody else catches. `send` has a caller that does. */
const methods = ['close', 'terminate', 'traffic', 'ping', 'pause', 'resume', 'toText', 'isText'] as const

/**
 * Guards the socket of a user's transport: its methods must not throw, and may do so nevertheless (guarantee 10). Such a
 * socket is broken, so its dial ends.
 *
 * @throws `TypeError` if the transport returned no socket
 */
export function guardSocket<In, Out>(core: Core<In, Out>, dial: Dial<In, Out>, inner: Socket): Socket {
  const given = inner as unknown as Record<string, ((...values: unknown[]) => unknown) | undefined> | undefined
  if (typeof given?.['send'] !== 'function') {
    discardPromise(given)
    throw new TypeError('it returned no socket')
  }
  const guarded: Record<string, unknown> = {
    send: (data: string | Uint8Array, isBinary: boolean, done: WriteDone) => {
      inner.send(data, isBinary, done)
    },
  }
  for (const method of methods) {
    if (given[method] === undefined) continue
    guarded[method] = (...values: unknown[]): unknown => {
      try {
        return given[method]?.(...values)
      } catch (cause) {
        breakDial(core, dial, method, cause)
        return undefined
      }
    }
  }
  return guarded as unknown as Socket
}

function breakDial<In, Out>(core: Core<In, Out>, dial: Dial<In, Out>, method: string, cause: unknown): void {
  const what = `the transport threw in ${method}()`
  if (core.dial === dial) {
    const fields = { code: 1006, reason: '', wasClean: false }
    dial.fail(failure('ConnectionLost', core.options.name, what, fields, cause))
  } else core.ignoreOption('transport', `${what}, so the socket may still exist`, cause)
}
