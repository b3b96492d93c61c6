import type { Either } from 'fp-ts/lib/Either.js'

import type { Input, Report } from '../machine/input.ts'
import type { State } from '../machine/state.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import type { Socket, WriteDone } from '../transport/transport.ts'
import type { Channels } from './channels.ts'
import type { Mailbox } from './mailbox.ts'
import type { ResolvedOptions } from './resolve-options.ts'

/** What the parts of a connection know of the dial that has a voice. */
export interface CurrentDial<Out> {
  readonly epoch: number
  readonly socket: Socket | undefined
  /** Whether anything came since the peer was last asked for a sign of life. */
  isAlive: boolean
  /** Takes the answers of its socket's writes. */
  readonly done: WriteDone
  /** Says something to the machine, in turn. */
  report(input: Report): void
  /** Says that it failed. */
  fail(error: ConnectionError): void
  /** The greeting is over. */
  greeted(): void
  /** Sends a message of the connection's own, past the outbox. */
  sendDirectly(value: Out): Either<ConnectionError, Out>
}

/** Whether a connection reads, for those who may hold it back. */
export interface Backpressure {
  /** Whether nothing is read now, so that the peer's silence means nothing. */
  readonly isHeld: boolean
  /** Holds back a connection that has just opened while consumers are still full; reads on when it is closing. */
  apply(): void
  /** Holds reading back while more than `mark` values wait for a consumer, and reads on below half of it. */
  pace(holder: object, waiting: number, mark: number): void
  /** Lets reading go on, if nobody else holds it back. */
  release(holder: object): void
}

/** What the parts of a connection know of the whole. */
export interface Core<In, Out> {
  readonly options: ResolvedOptions<In, Out>
  readonly mailbox: Mailbox
  readonly channels: Channels<In>
  /** None before the first consumer that may hold it back: thousands of connections never have one. */
  backPressure: Backpressure | undefined
  readonly state: State
  /** What new subscribers are told. */
  readonly published: ConnectionState
  /** The dial that has a voice. */
  readonly dial: CurrentDial<Out> | undefined
  /** The dial whose queue has been flushed. Until then, what is sent on seeing `Open` goes ahead of the queue. */
  readonly flushedEpoch: number
  /** Gives the machine an input. Only from within a turn of the mailbox. */
  dispatch(input: Input): void
  /** Tells an error within a turn. */
  publishFault(error: ConnectionError): void
  /** Tells an error in turn. */
  fault(error: ConnectionError): void
  /** The message handed to the socket first has left. */
  wrote(): void
  /** An answer to a ping came. */
  ponged(): void
}
