import type { ConnectionError } from '../model/connection-error.ts'
import type { Handshake } from '../model/connection-state.ts'

/** The timers of a connection. Each is named after the thing that it limits or begins. */
export type TimerName = 'connect' | 'close' | 'retry' | 'heartbeat'

/** Inputs that users cause. */
export type Request =
  | { readonly _tag: 'Start' }
  | { readonly _tag: 'Stop'; readonly code: number; readonly reason: string }
  /** Close gracefully, then dial again. */
  | { readonly _tag: 'Restart'; readonly code: number; readonly reason: string }
  /** Drop the socket without a closing handshake, then dial again. */
  | { readonly _tag: 'Redial' }

/** Inputs from the dial of an epoch. */
export type Report = { readonly epoch: number } & (
  | { readonly _tag: 'Addressed' }
  | { readonly _tag: 'Opened'; readonly handshake: Handshake }
  /** The greeting completed. `emitted` holds its last value; absent: it emitted none. */
  | { readonly _tag: 'Greeted'; readonly emitted?: { readonly value: unknown } }
  /** The dial failed. The machine abandons whatever is left of it. */
  | { readonly _tag: 'Errored'; readonly error: ConnectionError }
  /** The socket is gone. */
  | {
      readonly _tag: 'Ended'
      readonly code: number
      readonly reason: string
      readonly wasClean: boolean
      readonly cause?: unknown
    }
  /** Everything sent before the stop has left. */
  | { readonly _tag: 'Flushed' }
)

/** The latest sign of life since the machine last looked: its time (elapsed, ms), or `undefined` if there was none. */
interface Look {
  readonly timer: TimerName
  readonly aliveAt: number | undefined
}

/** Inputs from the world around. */
export type Signal =
  /** A timer fired. Input that arrived before may still lie unread. */
  | (Look & { readonly _tag: 'Elapsed' })
  /** A timer fired some time ago, and all input that had arrived by then has been read since. */
  | (Look & { readonly _tag: 'Overdue' })
  /** A good moment to try. */
  | { readonly _tag: 'Wake' }

/** Everything that can happen to a machine. Requests are imperative; reports and signals are past tense. */
export type Input = Request | Report | Signal

/** The moment of an input. */
export interface Moment {
  /** Elapsed time, ms. It never goes back (decision 16). */
  readonly at: number
  /** Time of day, ms. Only for `Waiting.until`. */
  readonly wall: number
  /** A random number in [0, 1). */
  readonly draw: number
}

/** An input with its moment: the argument of `transition`. */
export type Timed<I extends Input = Input> = I & Moment
