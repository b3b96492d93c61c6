import type { Either } from 'fp-ts/lib/Either.js'

import type { ConnectionError } from '../machine/connection-error.ts'
import type { ConnectionState } from '../machine/connection-state.ts'
import type { Input, Report } from '../machine/input.ts'
import type { State } from '../machine/state.ts'
import type { Socket } from '../transport/transport.ts'
import type { Lanes } from './lanes.ts'
import type { Mailbox } from './mailbox.ts'
import type { Outgoing } from './outgoing.ts'
import type { Reading } from './reading.ts'
import type { Setup } from './setup.ts'

/** What the parts of a connection know of the dial that has a voice. */
export interface PresentDial<Out> {
  readonly epoch: number
  readonly socket: Socket | undefined
  /** Whether anything came since the peer was last asked for a sign of life. */
  heard: boolean
  /** Takes the answers of its socket's writes. */
  readonly done: (error?: Error | null) => void
  /** Says something to the machine, in turn. */
  report(input: Report): void
  /** Says that it failed. */
  fail(error: ConnectionError): void
  /** The greeting is over. */
  greeted(): void
  /** Sends a message of the connection's own, past the outbox. */
  say(value: Out): Either<ConnectionError, Out>
}

/** What the parts of a connection know of the whole. */
export interface Core<In, Out> {
  readonly setup: Setup<In, Out>
  readonly mailbox: Mailbox
  readonly lanes: Lanes<In>
  readonly outgoing: Outgoing<In, Out>
  /** Who holds reading back, where anybody ever has. */
  reading: Reading<In, Out> | undefined
  readonly state: State
  /** What new subscribers are told. */
  readonly published: ConnectionState
  /** The dial that has a voice. */
  readonly dial: PresentDial<Out> | undefined
  /** The dial whose queue has been flushed. Until then, what is sent on seeing `Open` goes ahead of the queue. */
  readonly flushedEpoch: number
  /** Gives the machine an input. Only from within a turn of the mailbox. */
  take(input: Input): void
  /** Tells an error within a turn. */
  publishFault(error: ConnectionError): void
  /** Tells an error in turn. */
  fault(error: ConnectionError): void
  /** An answer to a ping came. */
  ponged(): void
}
