import type { Timed } from '../machine/input.ts'
import type { State } from '../machine/state.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { Either } from '../model/either.ts'
import type { DialRequest } from '../transport/transport.ts'

/** The sender of an outgoing message. */
export type Origin = 'send' | 'greeting' | 'heartbeat' | 'session'

/** The part of an outgoing message that an inspector reads. The object is its identity. */
export interface Outgoing {
  readonly data: string | Uint8Array
  readonly isBinary: boolean
  readonly isVolatile?: boolean
}

/**
 * Is called with what a connection does, as it happens. Secrets are in it, and the bytes of a message may change after the
 * call: `lib/inspect` removes the ones and copies the others. It only looks on: it never throws.
 */
export interface Inspector {
  /** The machine took an input. Its commands follow. */
  took(input: Timed, from: State, to: State): void
  /** The opening handshake begins. */
  dialed(epoch: number, request: DialRequest): void
  /** A message came in, for the greeting or for the subscribers. */
  received(data: string | Uint8Array, isBinary: boolean, isGreeting: boolean): void
  /** A message was given to `send`. */
  given(message: Outgoing): void
  /** A message is about to be handed to the socket. One of a greeting or of the heartbeat was not given to `send`. */
  written(message: Outgoing, origin: Origin): void
  settled(message: Outgoing, result: Either<ConnectionError, unknown>): void
  /** The subscriber of `send` left before the message was written. */
  withdrawn(message: Outgoing): void
  /** The heartbeat asks for a sign of life. */
  pinged(): void
}

/**
 * A place for an inspector. Called as `inspected.inspector?.given(...)`: while nobody inspects, no argument is evaluated and
 * no object is made.
 */
export interface Inspected {
  inspector: Inspector | undefined
}
