import type { ConnectionError } from './connection-error.ts'

/** Defined, never started. */
export interface Idle {
  /** The tag of this state. */
  readonly _tag: 'Idle'
}

/** Resolves the address, performs the opening handshake, or runs the greeting. */
export interface Connecting {
  /** The tag of this state. */
  readonly _tag: 'Connecting'
  /** The number of this dial in its outage: 1 is the first. */
  readonly attempt: number
}

/** The result of the opening handshake. */
export interface Handshake {
  /** The address, without userinfo and query. */
  readonly url: string
  /** The subprotocol the peer chose, or the empty string. */
  readonly protocol: string
  /** The negotiated extensions, or the empty string. */
  readonly extensions: string
  /**
   * Headers of the response, by lower-case name, without those of the handshake itself (`connection`, `upgrade`,
   * `sec-websocket-*`). Not enumerable: no log shows the secrets that they may hold, such as cookies. Absent where there
   * are none, and in browsers.
   */
  readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>
}

/** Open: messages flow. */
export interface Open extends Handshake {
  /** The tag of this state. */
  readonly _tag: 'Open'
  /** The last value that `greet` emitted. Absent where it emitted none. */
  readonly greeting?: unknown
}

/** Lost or refused; will dial again. */
export interface Waiting {
  /** The tag of this state. */
  readonly _tag: 'Waiting'
  /** The number of the next dial. */
  readonly attempt: number
  /** Milliseconds from the beginning of the wait to the next dial. */
  readonly delay: number
  /** The time of day of the next dial, in milliseconds since 1970. */
  readonly until: number
  /** The error that ended the connection or the dial. */
  readonly cause: ConnectionError
}

/** A stop or restart was requested: unsent messages are flushed, then the closing handshake follows. */
export interface Closing {
  /** The tag of this state. */
  readonly _tag: 'Closing'
  /** The close code that we send. */
  readonly code: number
  /** The reason that we send. */
  readonly reason: string
}

/** Ended on purpose, by us or by the peer; a start opens it again. Stopped before it was open: code 1006. */
export interface Closed {
  /** The tag of this state. */
  readonly _tag: 'Closed'
  /** The close code; 1006 without a closing handshake (RFC 6455, section 7.4.1). */
  readonly code: number
  /** The reason of the side that closed. */
  readonly reason: string
  /** Whether the closing handshake was completed (RFC 6455, section 7.1.4). */
  readonly wasClean: boolean
}

/** Gave up; only a new start helps. */
export interface Failed {
  /** The tag of this state. */
  readonly _tag: 'Failed'
  /** The error object of the last `Fault`. */
  readonly error: ConnectionError
}

/** The state of a connection. A level: a new subscriber gets the current one. The union is closed. */
export type ConnectionState = Idle | Connecting | Open | Waiting | Closing | Closed | Failed

/** A state without a socket and a timer, in which a connection stays until it is started. */
export type Rest = Idle | Closed | Failed

/** Narrows a state, or anything else with a tag, to one of the three rests. */
export function isRest(event: { readonly _tag: string }): event is Rest {
  return event._tag === 'Idle' || event._tag === 'Closed' || event._tag === 'Failed'
}

/** Narrows an event to a state. */
export function isState(event: { readonly _tag: string }): event is ConnectionState {
  return event._tag !== 'Message' && event._tag !== 'Fault'
}
