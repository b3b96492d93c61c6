import type { Origin } from '../../connection/inspector.ts'
import type { Input, TimerName } from '../../machine/input.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { ConnectionState } from '../../model/connection-state.ts'
import type { MachineState } from '../inspection.ts'

/** An error, as data. Messages and causes of the platform are left out; `cause` is that of `RetriesExhausted`. */
export interface RecordedError {
  readonly _tag: ConnectionError['_tag']
  readonly message: string
  readonly code?: number
  readonly reason?: string
  readonly wasClean?: boolean
  readonly status?: number
  readonly retryAfter?: number
  readonly isSubprotocolRefused?: boolean
  readonly isLasting?: boolean
  readonly attempts?: number
  readonly cause?: RecordedError
}

/** A published state, as data. `error` is that of `Failed`, and the cause of `Waiting`. */
export interface RecordedState {
  readonly _tag: ConnectionState['_tag']
  readonly attempt?: number
  readonly delay?: number
  readonly code?: number
  readonly reason?: string
  readonly wasClean?: boolean
  readonly url?: string
  readonly protocol?: string
  readonly extensions?: string
  readonly error?: RecordedError
}

/** An input of the machine, as data. */
export interface RecordedInput {
  readonly _tag: Input['_tag']
  readonly dial?: number
  readonly code?: number
  readonly reason?: string
  readonly wasClean?: boolean
  readonly timer?: TimerName
  readonly aliveAt?: number
  readonly error?: RecordedError
}

/** The kind and the size of a message, and its content if it was not hidden: text, or bytes as hexadecimal digits. */
export interface RecordedBody {
  readonly kind: 'text' | 'binary'
  /** Bytes; those of UTF-8 for text. */
  readonly size: number
  readonly content?: string
}

interface Timed {
  /** Milliseconds since the beginning of the recording. */
  readonly at: number
}

/** An inspected event, as data: what `JSON.stringify` writes of it is all of it. */
export type RecordedEvent = Timed &
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
  readonly connectTimeout: number
  readonly closeTimeout: number
  readonly linger: number
  readonly maxMessageSize: number
  readonly heartbeat:
    | { readonly interval: number; readonly timeout: number }
    | { readonly passive: true; readonly timeout: number }
    | false
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
  readonly outbox: {
    readonly limit: number
    readonly bytes: number
    readonly overflow: 'reject' | 'dropOldest' | 'dropNewest'
  }
  readonly hasGreeting: boolean
  /** Whether `url`, `headers` or `protocols` is a function. */
  readonly isRefreshable: boolean
}

/** The machine before the first event of a recording. */
export interface Beginning {
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
  readonly format: 'pulsewire recording 1'
  /** The name of the connection. */
  readonly connection: string
  /** The time of day at the beginning, in milliseconds since 1970. */
  readonly began: number
  /** Milliseconds from the beginning to the end. */
  readonly duration: number
  /** The number of events that were dropped, since newer ones needed their room. */
  readonly dropped: number
  readonly beginning: Beginning
  readonly options: RecordedOptions
  readonly events: ReadonlyArray<RecordedEvent>
}
