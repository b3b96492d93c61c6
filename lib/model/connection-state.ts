import type { ConnectionError } from './connection-error.ts'

/** Described, never started. */
export interface Idle {
  readonly _tag: 'Idle'
}

/** The address is being resolved, the opening handshake is under way, or the greeting is. */
export interface Connecting {
  readonly _tag: 'Connecting'
  /** 1 is the first of this outage. */
  readonly attempt: number
}

/** What the opening handshake agreed on. */
export interface Handshake {
  /** The address, without userinfo and query. */
  readonly url: string
  /** The subprotocol the peer chose, or the empty string. */
  readonly protocol: string
  readonly extensions: string
  /**
   * Headers of the response, by lower-case name, without those of the handshake itself (`connection`, `upgrade`,
   * `sec-websocket-*`). They may hold secrets, such as cookies. Absent where there are none, and in browsers.
   */
  readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>
}

/** Usable: messages flow. */
export interface Open extends Handshake {
  readonly _tag: 'Open'
  /** The last value that `greet` emitted. Absent where it emitted none. */
  readonly greeting?: unknown
}

/** Lost or refused; it will try again. */
export interface Waiting {
  readonly _tag: 'Waiting'
  /** The attempt that comes next. */
  readonly attempt: number
  /** Milliseconds. */
  readonly delay: number
  /** The time of day at which the next attempt begins, in milliseconds since 1970. */
  readonly until: number
  readonly cause: ConnectionError
}

/** We asked to stop: unsent messages are flushed, then comes the closing handshake. */
export interface Closing {
  readonly _tag: 'Closing'
  readonly code: number
  readonly reason: string
}

/** Ended on purpose, by us or by the peer; a start opens it again. Abandoned before it was open: code 1006. */
export interface Closed {
  readonly _tag: 'Closed'
  readonly code: number
  readonly reason: string
  /** Whether the closing handshake was completed (RFC 6455, section 7.1.4). */
  readonly wasClean: boolean
}

/** Gave up; only a new start helps. */
export interface Failed {
  readonly _tag: 'Failed'
  /** The same object as the last Fault's. */
  readonly error: ConnectionError
}

/** Where a connection is. A level: a new subscriber is told the present one. The union is closed. */
export type ConnectionState = Idle | Connecting | Open | Waiting | Closing | Closed | Failed

/** A state in which a connection holds no socket and no timer, and stays until it is started. */
export type Rest = Idle | Closed | Failed

/** Narrows a state, or anything else with a tag, to one of the three rests. */
export function isRest(event: { readonly _tag: string }): event is Rest {
  return event._tag === 'Idle' || event._tag === 'Closed' || event._tag === 'Failed'
}

/** Narrows an event to a state. */
export function isState(event: { readonly _tag: string }): event is ConnectionState {
  return event._tag !== 'Message' && event._tag !== 'Fault'
}
