import type { Either } from 'fp-ts/lib/Either.js'

import type { ConnectionError } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { Socket } from '../../transport/transport.ts'
import type { Core } from '../core.ts'
import type { Origin } from '../inspector.ts'
import { encodeMessage, uncertain } from '../sending/encode.ts'

/**
 * Sends a message that bypasses the outbox: one of a greeting or of the heartbeat. A `Left` is a Fault too.
 *
 * @param done - takes the result of the write
 */
export function sendDirectly<In, Out>(
  core: Core<In, Out>,
  socket: Socket | undefined,
  value: Out,
  origin: Origin,
  done: () => void,
): Either<ConnectionError, Out> {
  const { name, codec, transport } = core.options
  const fail = (error: ConnectionError): Either<ConnectionError, never> => {
    core.fault(error)
    return E.left(error)
  }
  const encoded = encodeMessage(name, codec, value, undefined)
  if (encoded._tag === 'Left') return fail(encoded.left)
  const data = encoded.right
  try {
    const isBinary = typeof data !== 'string'
    const bytes = isBinary ? undefined : transport.toBytes?.(data)
    core.inspector?.written({ data, isBinary }, origin)
    socket?.send(bytes ?? data, isBinary, done)
    return E.right(value)
  } catch (cause) {
    return fail(uncertain(name, cause))
  }
}
