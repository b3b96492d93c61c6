import type { ConnectionError } from './connection-error.ts'
import type { ConnectionState } from './connection-state.ts'

/** One message (RFC 6455: a message, never a frame). An edge: never replayed. */
export interface Message<In> {
  readonly _tag: 'Message'
  /** What the codec made of it. */
  readonly value: In
  /** The message as it came: text or binary. */
  readonly data: string | Uint8Array
}

/** Something went wrong, in any action; told exactly once, before the state change it causes. An edge: never replayed. */
export interface Fault {
  readonly _tag: 'Fault'
  readonly error: ConnectionError
}

/** Everything a connection tells, in one total order. The union is closed. */
export type ConnectionEvent<In> = ConnectionState | Message<In> | Fault

/** Makes a message, for tests and fakes. `data` is the value itself where that is text or bytes, else its JSON. */
export function message<In>(
  value: In,
  data: string | Uint8Array = typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value),
): Message<In> {
  return { _tag: 'Message', value, data }
}
