import type { Origin } from '../../connection/inspector.ts'
import type { TimerName } from '../../machine/input.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { ConnectionState } from '../../model/connection-state.ts'
import type { MachineState, PublicInput } from '../inspection.ts'

/** An error, as data. Messages and causes of the platform are left out; `cause` is that of `RetriesExhausted`. */
export interface RecordedError {
  /** The tag of the error. */
  readonly _tag: ConnectionError['_tag']
  /** The text of the error. It contains no secret. */
  readonly message: string
  /** The close code. */
  readonly code?: number
  /** The reason of the close frame. */
  readonly reason?: string
  /** Whether the closing handshake was completed. */
  readonly wasClean?: boolean
  /** The HTTP status of a refused handshake. */
  readonly status?: number
  /** The `Retry-After` of the peer, in milliseconds. */
  readonly retryAfter?: number
  /** Whether the peer chose no offered subprotocol. */
  readonly isSubprotocolRefused?: boolean
  /** Whether the same dial would be refused again. */
  readonly isLasting?: boolean
  /** The number of attempts before it gave up. */
  readonly attempts?: number
  /** The last error before it gave up. */
  readonly cause?: RecordedError
}

/** A published state, as data. `error` is that of `Failed`, and the cause of `Waiting`. */
export interface RecordedState {
  /** The tag of the state. */
  readonly _tag: ConnectionState['_tag']
  /** The number of the attempt, 1 for the first of an outage. */
  readonly attempt?: number
  /** The wait before the next attempt, in milliseconds. */
  readonly delay?: number
  /** The close code. */
  readonly code?: number
  /** The reason of the close frame. */
  readonly reason?: string
  /** Whether the closing handshake was completed. */
  readonly wasClean?: boolean
  /** The address, without secrets. */
  readonly url?: string
  /** The chosen subprotocol, or an empty string. */
  readonly protocol?: string
  /** The agreed extensions, or an empty string. */
  readonly extensions?: string
  /** The error of `Failed`, or the cause of `Waiting`. */
  readonly error?: RecordedError
}

/** An input of the machine, as data. */
export interface RecordedInput {
  /** The tag of the input. */
  readonly _tag: PublicInput['_tag']
  /** The number of the dial that reported it. */
  readonly dial?: number
  /** The close code. */
  readonly code?: number
  /** The reason of the close frame. */
  readonly reason?: string
  /** Whether the closing handshake was completed. */
  readonly wasClean?: boolean
  /** The timer that fired. */
  readonly timer?: TimerName
  /** The latest sign of life, in milliseconds since the beginning of the recording. */
  readonly aliveAt?: number
  /** The error that the dial reported. */
  readonly error?: RecordedError
}

/** The kind and the size of a message, and its content if it was not hidden: text, or bytes as hexadecimal digits. */
export interface RecordedBody {
  /** `text` or `binary`. */
  readonly kind: 'text' | 'binary'
  /** Bytes; those of UTF-8 for text. */
  readonly size: number
  /** Text, or bytes as hexadecimal digits. Absent if it was hidden. */
  readonly content?: string
}

/** The time of a recorded event. */
export interface RecordedTime {
  /** Milliseconds since the beginning of the recording. */
  readonly at: number
}

/** An inspected event, as data: what `JSON.stringify` writes of it is all of it. */
export type RecordedEvent = RecordedTime &
  (
    | { readonly _tag: 'State'; readonly state: RecordedState }
    | { readonly _tag: 'Fault'; readonly error: RecordedError }
    | {
        readonly _tag: 'Input'
        readonly input: RecordedInput
        readonly from: MachineState
        readonly to: MachineState
        readonly draw: number
      }
    | {
        readonly _tag: 'Dial'
        readonly dial: number
        readonly url: string
        readonly protocols: number
        readonly headers: ReadonlyArray<string>
      }
    | { readonly _tag: 'Received'; readonly body: RecordedBody; readonly isGreeting: boolean }
    | { readonly _tag: 'Given'; readonly id: number; readonly body: RecordedBody; readonly isVolatile: boolean }
    | { readonly _tag: 'Written'; readonly id?: number; readonly body: RecordedBody; readonly origin: Origin }
    | { readonly _tag: 'Settled'; readonly id?: number; readonly error?: RecordedError }
    | { readonly _tag: 'Withdrawn'; readonly id?: number }
    | { readonly _tag: 'Ping' }
    | { readonly _tag: 'RoundTrip'; readonly latency: number }
    | { readonly _tag: 'PeerClosing'; readonly code: number }
  )

/** The options of the recorded connection, as far as they are data. Milliseconds and bytes. */
export interface RecordedOptions {
  /** Milliseconds that a dial may take. */
  readonly connectTimeout: number
  /** Milliseconds that the flush and the closing handshake may each take. */
  readonly closeTimeout: number
  /** Milliseconds that the connection outlives its last lease. */
  readonly linger: number
  /** Bytes of the largest message. */
  readonly maxMessageSize: number
  /** The heartbeat, in milliseconds; `false`: none. */
  readonly heartbeat:
    | { readonly interval: number; readonly timeout: number }
    | { readonly passive: true; readonly timeout: number }
    | false
  /** The rules for retries, in milliseconds; `false`: none. */
  readonly retry:
    | {
        readonly initialDelay: number
        readonly maxDelay: number
        readonly factor: number
        readonly jitter: 'full' | 'none'
        /** Absent: without end. */
        readonly maxAttempts?: number
        readonly stableAfter: number
      }
    | false
  /** The limits of the outbox: messages, bytes, and the rule when it is full. */
  readonly outbox: {
    readonly limit: number
    readonly bytes: number
    readonly overflow: 'reject' | 'dropOldest' | 'dropNewest'
  }
  /** Whether there is a `greet`. */
  readonly hasGreeting: boolean
  /** Whether `url`, `headers` or `protocols` is a function. */
  readonly isRefreshable: boolean
}

/** The machine before the first event of a recording. */
export interface Beginning {
  /** The state of the machine. */
  readonly state: MachineState
  /** The number of dials so far. */
  readonly dial: number
  /** The number of the current dial in its outage. */
  readonly attempt: number
  /** If the connection was open: since when, in milliseconds before the beginning of the recording (negative) or after. */
  readonly openSince?: number
}

/** A recording as data: the contents of a file, or of an attachment to a bug report. */
export interface RecordingData {
  /** The name and the version of this format. */
  readonly format: 'pulsewire recording 1'
  /** The name of the connection. */
  readonly connection: string
  /** The time of day at the beginning, in milliseconds since 1970. */
  readonly began: number
  /** Milliseconds from the beginning to the end. */
  readonly duration: number
  /** The number of events that were dropped, since newer ones needed their room. */
  readonly dropped: number
  /** The state of the connection at the beginning. */
  readonly beginning: Beginning
  /** The options that a replay needs. */
  readonly options: RecordedOptions
  /** The events, oldest first. */
  readonly events: ReadonlyArray<RecordedEvent>
}
