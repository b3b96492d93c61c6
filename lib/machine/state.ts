import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState, Handshake, Open } from '../model/connection-state.ts'
import { hide } from '../model/secrets/hide.ts'

/** The progress of an outage: the facts that a dial needs about those before it. */
export interface Outage {
  /** The number of the current or latest dial. 1 is the first of the outage. */
  readonly attempt: number
  /** Whether the immediate dial that a `refresh` allows was used. */
  readonly refresh: 'Unused' | 'Used'
  /** Whether the connection was open before in this run. */
  readonly history: 'NeverOpen' | 'WasOpen'
  /** The time of the latest dial that a wake caused (elapsed, ms). `-Infinity`: there was none. */
  readonly wokenAt: number
}

/** The memory of a rest: a start after an end that came too soon waits its backoff (guarantee 8). */
export type LastOutage =
  { readonly _tag: 'Fresh' } | (Outage & { readonly _tag: 'Unstable'; readonly cause: ConnectionError })

/** The step after a closing handshake of ours: a rest, a rest and then a new run, or the next dial of this run. */
export type AfterClose = { readonly _tag: 'Rest' } | { readonly _tag: 'Start' } | (Outage & { readonly _tag: 'Redial' })

/** Whether a ping awaits an answer, and since when (elapsed, ms). */
export type Probe =
  | { readonly _tag: 'NotPinged' }
  | { readonly _tag: 'Pinged'; readonly at: number }
  /** The computer slept through the deadline of the ping before, so this is the second one. The last, too. */
  | { readonly _tag: 'PingedAgain'; readonly at: number }

/** The handshake as `Open` publishes it: with the last value of the greeting. */
export type OpenHandshake = Omit<Open, '_tag'>

interface Numbered {
  /** The number of dials so far. It is the epoch of the current dial: a report with another epoch is ignored. */
  readonly epoch: number
}

export interface Addressing extends Numbered, Outage {
  readonly _tag: 'Addressing'
}

export interface Dialing extends Numbered, Outage {
  readonly _tag: 'Dialing'
}

export interface Greeting extends Numbered, Outage {
  readonly _tag: 'Greeting'
  readonly handshake: Handshake
}

export interface OpenState extends Numbered, Outage {
  readonly _tag: 'Open'
  /** Elapsed time, ms. */
  readonly since: number
  readonly handshake: OpenHandshake
  readonly probe: Probe
}

/** Between two dials. `attempt` is the number of the one before. */
export interface WaitingState extends Numbered, Outage {
  readonly _tag: 'Waiting'
  readonly delay: number
  /** Time of day, ms. */
  readonly until: number
  /** A wake dials no earlier (elapsed, ms): the end of the peer's `Retry-After`. */
  readonly earliest: number
  readonly cause: ConnectionError
}

/** Messages sent before the stop are being written. */
export interface Flushing extends Numbered {
  readonly _tag: 'Flushing'
  readonly code: number
  readonly reason: string
  readonly afterClose: AfterClose
}

/** The closing handshake is under way. */
export interface AwaitingClose extends Numbered {
  readonly _tag: 'AwaitingClose'
  readonly code: number
  readonly reason: string
  readonly afterClose: AfterClose
}

export interface IdleState extends Numbered {
  readonly _tag: 'Idle'
}

export interface ClosedState extends Numbered {
  readonly _tag: 'Closed'
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
  readonly lastOutage: LastOutage
}

export interface FailedState extends Numbered {
  readonly _tag: 'Failed'
  readonly error: ConnectionError
  readonly lastOutage: LastOutage
}

/** A state without a socket and without timers. It lasts until a start. */
export type RestState = IdleState | ClosedState | FailedState

/** A state of a dial that is not open yet. */
export type ConnectingState = Addressing | Dialing | Greeting

/** A state of a connection that we are ending. */
export type ClosingState = Flushing | AwaitingClose

/** The machine's state: one case for each activity, and data only where it has a meaning. */
export type State = RestState | ConnectingState | OpenState | WaitingState | ClosingState

export const notPinged: Probe = { _tag: 'NotPinged' }

export const initial: State = { _tag: 'Idle', epoch: 0 }

/** Whether this run is being ended, for good or for another run. A restart ends no run. */
export function isStopping(
  state: State,
): state is ClosingState & { readonly afterClose: Exclude<AfterClose, { readonly _tag: 'Redial' }> } {
  return 'afterClose' in state && state.afterClose._tag !== 'Redial'
}

/** The published form of a state. */
export function toPublished(state: State): ConnectionState {
  switch (state._tag) {
    case 'Idle':
      return { _tag: 'Idle' }
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
      return { _tag: 'Connecting', attempt: state.attempt }
    case 'Open':
      return toOpen(state.handshake)
    case 'Waiting':
      return {
        _tag: 'Waiting',
        attempt: state.attempt + 1,
        delay: state.delay,
        until: state.until,
        cause: state.cause,
      }
    case 'Flushing':
    case 'AwaitingClose':
      return { _tag: 'Closing', code: state.code, reason: state.reason }
    case 'Closed':
      return { _tag: 'Closed', code: state.code, reason: state.reason, wasClean: state.wasClean }
    case 'Failed':
      return { _tag: 'Failed', error: state.error }
  }
}

/** The headers of the response may hold secrets, such as a session's cookie (guarantee 11). */
function toOpen(handshake: OpenHandshake): Open {
  const { url, protocol, extensions, headers } = handshake
  const open: Open = { _tag: 'Open', url, protocol, extensions }
  const shown = 'greeting' in handshake ? { ...open, greeting: handshake.greeting } : open
  return headers === undefined ? shown : hide(shown, { headers })
}
