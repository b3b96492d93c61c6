import { toBytes } from '../codecs/bytes.ts'
import type { ConnectionError } from './connection-error.ts'
import type { ConnectionState } from './connection-state.ts'

/** One message (RFC 6455: a message, never a frame). It is emitted once and never replayed. */
export interface Message<In> {
  readonly _tag: 'Message'
  /** The decoded message. */
  readonly value: In
  /** The message before decoding: a string if it is text, bytes if it is binary. */
  readonly data: string | Uint8Array
}

/** An error of any action. It is emitted exactly once, before the state change that it causes, and never replayed. */
export interface Fault {
  readonly _tag: 'Fault'
  readonly error: ConnectionError
}

/** Everything that a connection emits, in one total order. The union is closed. */
export type ConnectionEvent<In> = ConnectionState | Message<In> | Fault

/** Makes a message, for tests and fakes. `data` defaults to the value if it is text or bytes, and else to its JSON. */
export function message<In>(
  value: In,
  data: string | Uint8Array = typeof value === 'string' ? value : (toBytes(value) ?? JSON.stringify(value)),
): Message<In> {
  return { _tag: 'Message', value, data }
}
