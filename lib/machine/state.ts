import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState, Handshake } from '../model/connection-state.ts'

/** Where an outage has got to: what the next dial has to know of those before it. */
export interface Outage {
  /** The number of the dial that is under way, or was the last. */
  readonly attempt: number
  /** Whether the dial at once that a `refresh` allows was used. */
  readonly refresh: 'Unused' | 'Used'
}

/** What a rest remembers: a start after an end that came too soon waits its turn (guarantee 8). */
export type LastOutage =
  { readonly _tag: 'Fresh' } | (Outage & { readonly _tag: 'Unstable'; readonly cause: ConnectionError })

/** What comes after a closing handshake of ours: a rest, a rest and then a new run, or the next dial of this run. */
export type AfterClose = { readonly _tag: 'Rest' } | { readonly _tag: 'Start' } | (Outage & { readonly _tag: 'Redial' })

/** Whether the peer was asked for a sign of life, and when (clock time, ms). */
export type Probe = { readonly _tag: 'NotPinged' } | { readonly _tag: 'Pinged'; readonly at: number }

interface Numbered {
  /** How many dials there have been. The number of the present dial is its epoch: what carries another is ignored. */
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
  /** Clock time, ms. */
  readonly since: number
  readonly handshake: Handshake
  readonly probe: Probe
}

/** Between two dials: `attempt` is the number of the one that was. */
export interface WaitingState extends Numbered, Outage {
  readonly _tag: 'Waiting'
  readonly delay: number
  readonly until: number
  readonly cause: ConnectionError
}

/** Messages that were sent before the stop are being written. */
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

/** A state without a socket, timers or an end in sight. */
export type RestState = IdleState | ClosedState | FailedState

/** A state of a dial that is not open yet. */
export type ConnectingState = Addressing | Dialing | Greeting

/** A state of a connection that we are ending. */
export type ClosingState = Flushing | AwaitingClose

/** The machine's state: one case for each thing it can be doing, and data only where it means something. */
export type State = RestState | ConnectingState | OpenState | WaitingState | ClosingState

export const notPinged: Probe = { _tag: 'NotPinged' }

export const initial: State = { _tag: 'Idle', epoch: 0 }

/** Whether a connection is being ended for good, or for another run: not for the next dial of this one. */
export function isStopping(
  state: State,
): state is ClosingState & { readonly sequel: Exclude<AfterClose, { readonly _tag: 'Redial' }> } {
  return 'afterClose' in state && state.afterClose._tag !== 'Redial'
}

/** What the world is told of a state. */
export function toPublished(state: State): ConnectionState {
  switch (state._tag) {
    case 'Idle':
      return { _tag: 'Idle' }
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
      return { _tag: 'Connecting', attempt: state.attempt }
    case 'Open':
      return { _tag: 'Open', ...state.handshake }
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
