import type { Origin } from '../connection/inspector.ts'
import type { TimerName } from '../machine/input.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState, Handshake } from '../model/connection-state.ts'

export type { Origin, TimerName }

/** The moment of an inspected event. */
export interface Stamp {
  /** Elapsed time by the connection's clock, in milliseconds since some fixed moment. It never goes back. */
  readonly at: number
  /** Time of day, in milliseconds since 1970. */
  readonly wall: number
}

/** The name of a state of the machine. `Connecting` and `Closing` have phases here. */
export type MachineState =
  | 'Idle'
  | 'Addressing'
  | 'Dialing'
  | 'Greeting'
  | 'Open'
  | 'Waiting'
  | 'Flushing'
  | 'AwaitingClose'
  | 'Closed'
  | 'Failed'

/** The current state, for a new subscriber, and then each published state. */
export interface InspectedState extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'State'
  /** The state, as `state$` emits it. */
  readonly state: ConnectionState
}

/** An error of any action, as `error$` emits it. */
export interface InspectedFault extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Fault'
  /** The error. */
  readonly error: ConnectionError
}

/** An input of the machine, without its secrets. `dial` is the number of the dial that reports it. */
export type PublicInput =
  | { readonly _tag: 'Start' | 'Redial' | 'Wake' }
  | { readonly _tag: 'Stop' | 'Restart'; readonly code: number; readonly reason: string }
  | { readonly _tag: 'Addressed' | 'Greeted' | 'Flushed'; readonly dial: number }
  | { readonly _tag: 'Opened'; readonly dial: number; readonly handshake: Omit<Handshake, 'headers'> }
  | { readonly _tag: 'Errored'; readonly dial: number; readonly error: ConnectionError }
  | {
      readonly _tag: 'Ended'
      readonly dial: number
      readonly code: number
      readonly reason: string
      readonly wasClean: boolean
    }
  /** A timer fired. `aliveAt`: the latest sign of life since the timer before, in elapsed milliseconds. */
  | { readonly _tag: 'Elapsed' | 'Overdue'; readonly timer: TimerName; readonly aliveAt?: number }

/** The machine took an input. Its consequences follow. */
export interface InspectedInput extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Input'
  /** The input. */
  readonly input: PublicInput
  /** The state before. */
  readonly from: MachineState
  /** The state that the input leads to. */
  readonly to: MachineState
  /** The random number in [0, 1) that the machine got with the input: it decides the delay of a retry. */
  readonly draw: number
}

/** The opening handshake begins. */
export interface InspectedDial extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Dial'
  /** The number of this dial, counted from the definition of the connection. */
  readonly dial: number
  /** The address, without userinfo and query. */
  readonly url: string
  /** The number of offered subprotocols. Their names may be secrets; `Open` shows the chosen one. */
  readonly protocols: number
  /** The names of the headers that are sent with the handshake. Their values may be secrets. */
  readonly headers: ReadonlyArray<string>
}

/** The size and kind of a message, and the message itself where no log shows it. */
export interface Body {
  /** `text` or `binary`. */
  readonly kind: 'text' | 'binary'
  /** Bytes; those of UTF-8 for text. */
  readonly size: number
  /** The message: a string if it is text, bytes if it is binary. Not enumerable: no log and no JSON shows it. */
  readonly data: string | Uint8Array
}

/** A message came in, and is not yet decoded. */
export interface InspectedReceived extends Stamp, Body {
  /** The tag of this event. */
  readonly _tag: 'Received'
  /** Whether it came during the greeting. */
  readonly isGreeting: boolean
}

/** A message was given to `send` and encoded. One that does not encode has the size 0. */
export interface InspectedGiven extends Stamp, Body {
  /** The tag of this event. */
  readonly _tag: 'Given'
  /** The number of the message, for the events that follow. */
  readonly id: number
  /** Whether only the socket that is open now may carry it. */
  readonly isVolatile: boolean
}

/** A message is handed to the socket. */
export interface InspectedWritten extends Stamp, Body {
  /** The tag of this event. */
  readonly _tag: 'Written'
  /** The sender. Messages of a greeting and of the heartbeat bypass the queue and have no result. */
  readonly origin: Origin
  /** The number that `Given` had; `undefined` for other origins, and if `Given` was not inspected. */
  readonly id: number | undefined
}

/** A message has its result. */
export interface InspectedSettled extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Settled'
  /** The number that `Given` had; `undefined` if `Given` was not inspected. */
  readonly id: number | undefined
  /** The error of a `Left`; `undefined` for a `Right`. */
  readonly error: ConnectionError | undefined
}

/** The subscriber of `send` left, so a message that was not written never will be. */
export interface InspectedWithdrawn extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Withdrawn'
  /** The number that `Given` had; `undefined` if `Given` was not inspected. */
  readonly id: number | undefined
}

/** The heartbeat pings the peer. */
export interface InspectedPing extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Ping'
}

/** A ping was answered. */
export interface InspectedRoundTrip extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'RoundTrip'
  /** Milliseconds since the ping. */
  readonly latency: number
}

/** The messages that were given to `send` and are not settled, after each change. */
export interface InspectedUnsent extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'Unsent'
  /** Bytes of their data. */
  readonly bytes: number
  /** Their number. */
  readonly messages: number
}

/** The close frame of the peer was read, before its socket has ended. Browsers do not show it. */
export interface InspectedPeerClosing extends Stamp {
  /** The tag of this event. */
  readonly _tag: 'PeerClosing'
  /** The code of the frame, 1005 if it carries none. */
  readonly code: number
}

/** Everything that a connection does, in one total order. The union is closed. */
export type Inspection =
  | InspectedState
  | InspectedFault
  | InspectedInput
  | InspectedDial
  | InspectedReceived
  | InspectedGiven
  | InspectedWritten
  | InspectedSettled
  | InspectedWithdrawn
  | InspectedPing
  | InspectedRoundTrip
  | InspectedUnsent
  | InspectedPeerClosing
