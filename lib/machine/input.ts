import type { ConnectionError } from '../model/connection-error.ts'
import type { Handshake } from '../model/connection-state.ts'

/** The timers of a connection, named after what they limit or begin. */
export type TimerName = 'connect' | 'close' | 'retry' | 'heartbeat'

/** What users ask for. */
export type Request =
  | { readonly _tag: 'Start' }
  | { readonly _tag: 'Stop'; readonly code: number; readonly reason: string }
  | { readonly _tag: 'Restart' }

/** What the dial of an epoch tells. */
export type Report = { readonly epoch: number } & (
  | { readonly _tag: 'Addressed' }
  | { readonly _tag: 'Opened'; readonly handshake: Handshake }
  | { readonly _tag: 'Greeted' }
  /** It failed; whatever is left of it must be abandoned. */
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

/** What the world around tells. */
export type Signal =
  /** A timer ran out. `heard`: whether anything came from the peer since it was last asked. */
  | { readonly _tag: 'Elapsed'; readonly timer: TimerName; readonly isAlive: boolean }
  /** Now is a good moment to try. */
  | { readonly _tag: 'Wake' }

/** Everything that can happen to a machine. Requests are imperative, what the world says is past tense. */
export type Input = Request | Report | Signal

/** When an input happened (clock time, ms), and a random number in [0, 1) that came with it. */
export interface Moment {
  readonly at: number
  readonly draw: number
}

/** An input with its moment: what `transition` takes. */
export type Timed<I extends Input = Input> = I & Moment
