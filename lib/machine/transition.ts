import { type ConnectionError, failure } from '../model/connection-error.ts'
import { beginClosing, finishClosing, redialWhileClosing, startClosingHandshake, stopAfterClose } from './closing.ts'
import type { Command } from './command.ts'
import { connect, firstDial, nextDial, open, opened, wait } from './dialing.ts'
import { currentOutage, lose } from './ended.ts'
import { heartbeatElapsed, heartbeatOverdue, probeOnWake } from './heartbeat.ts'
import type { Input, Timed, TimerName } from './input.ts'
import type { Policy } from './policy.ts'
import type {
  ClosedState,
  ClosingState,
  ConnectingState,
  FailedState,
  OpenState,
  State,
  WaitingState,
} from './state.ts'
import {
  abandonDial,
  awaitInput,
  clearTimer,
  prepend,
  publish,
  settleQueued,
  settleWritten,
  stay,
  type Step,
} from './step.ts'

type Tagged<Union, Tag> = Extract<Union, { readonly _tag: Tag }>

/** The reaction of a state to an input. */
type Cell<S, I> = (policy: Policy, state: S, input: I) => Step

/** The reactions of a state. An input without a cell has no meaning there. */
type Row<S> = { readonly [Tag in Input['_tag']]?: Cell<S, Timed<Tagged<Input, Tag>>> } & {
  /** The one timer that runs in this state. */
  readonly timer?: TimerName
}

/** The end of a connection without a close frame (RFC 6455, section 7.1.5). */
const noCloseFrame = { code: 1006, reason: '', wasClean: false }

/** Milliseconds between two dials that wakes cause: one return of a network or a page is several wakes. */
const wakeInterval = 1_000

/** A state with a dial, which may end without our doing. */
const dialed: Row<ConnectingState | OpenState> = {
  Errored: (policy, state, input) => lose(policy, state, input.error, input),
  Ended: (policy, state, input) => lose(policy, state, lost(policy, input), input, input.wasClean),
}

/** A state before `Open`: some part of the dial is under way. */
const connecting: Row<ConnectingState> = {
  ...dialed,
  timer: 'connect',
  Stop: (_, state) => abandoned(state, [abandonDial, clearTimer]),
  Elapsed: (_, state) => [state, [awaitInput('connect')]],
  Overdue: (policy, state, input) => {
    const what = `not open within ${policy.connectTimeout} ms`
    return lose(policy, state, failure('ConnectTimedOut', policy.name, what, {}), input)
  },
}

/** A state in which we end the connection. */
const closing: Row<ClosingState> = {
  timer: 'close',
  Start: (_, state) => stay(state.afterClose._tag === 'Rest' ? { ...state, afterClose: { _tag: 'Start' } } : state),
  Stop: (_, state) => stopAfterClose(state),
  Redial: redialWhileClosing,
  Errored: (policy, state, { error }) => finishClosing(policy, state, { ...noCloseFrame, error }),
  Ended: (policy, state, input) =>
    finishClosing(policy, state, { ...input, error: input.wasClean ? undefined : lost(policy, input) }),
  Elapsed: (_, state) => [state, [awaitInput('close')]],
}

const ended: Row<ClosedState | FailedState> = {
  Start: (policy, { epoch, lastOutage }, moment) =>
    lastOutage._tag === 'Fresh'
      ? connect(policy, epoch, firstDial)
      : wait(policy, epoch, { ...lastOutage, history: 'NeverOpen' }, lastOutage.cause, moment),
}

const dialNow = (policy: Policy, state: WaitingState): Step => connect(policy, state.epoch, nextDial(state))

/** A wake hastens a retry, but neither past a `Retry-After` nor into a flood of dials (guarantee 8). */
const dialOnWake = (policy: Policy, state: WaitingState, { at }: Timed): Step =>
  at < state.earliest || at - state.wokenAt < wakeInterval ? stay(state) : dialNow(policy, { ...state, wokenAt: at })

/** The whole behaviour of a connection: the reaction of each state to each input. */
const table: { readonly [Tag in State['_tag']]: Row<Tagged<State, Tag>> } = {
  Idle: { Start: (policy, { epoch }) => connect(policy, epoch, firstDial) },
  Addressing: { ...connecting, Addressed: (_, state) => [{ ...state, _tag: 'Dialing' }, [{ _tag: 'DialSocket' }]] },
  Dialing: { ...connecting, Opened: (policy, state, { handshake, at }) => opened(policy, state, handshake, at) },
  Greeting: {
    ...connecting,
    Greeted: (policy, state, { emitted, at }) => {
      const { handshake } = state
      return open(policy, state, emitted === undefined ? handshake : { ...handshake, greeting: emitted.value }, at)
    },
  },
  Open: {
    ...dialed,
    timer: 'heartbeat',
    Stop: (policy, state, { code, reason }) => beginClosing(policy, state, code, reason, { _tag: 'Rest' }),
    Restart: (policy, state, { code, reason, at }) =>
      beginClosing(policy, state, code, reason, { _tag: 'Redial', ...currentOutage(policy, state, at) }),
    Redial: (policy, state, { at }) =>
      prepend([abandonDial, settleWritten(undefined)], connect(policy, state.epoch, currentOutage(policy, state, at))),
    Elapsed: heartbeatElapsed,
    Overdue: heartbeatOverdue,
    Wake: probeOnWake,
  },
  Waiting: {
    timer: 'retry',
    Stop: (_, state) => abandoned(state, [clearTimer]),
    Restart: dialNow,
    Redial: dialNow,
    Elapsed: dialNow,
    Wake: dialOnWake,
  },
  Flushing: { ...closing, Overdue: startClosingHandshake, Flushed: startClosingHandshake },
  AwaitingClose: {
    ...closing,
    Overdue: (policy, state) => {
      const error = lost(policy, noCloseFrame, 'the peer did not answer the closing handshake')
      return finishClosing(policy, state, { ...noCloseFrame, error })
    },
  },
  Closed: ended,
  Failed: ended,
}

/**
 * Decides the next state of a connection and the commands that lead there. Total and pure: the whole behaviour, as data.
 *
 * An input without a meaning leaves the state as it is. So does a report of a former dial (another `epoch`), and a timer
 * of another state.
 */
export function transition(policy: Policy): (state: State, input: Timed) => Step {
  return (state, input) => {
    const row = table[state._tag]
    const isStale = 'epoch' in input ? input.epoch !== state.epoch : 'timer' in input && input.timer !== row.timer
    // A row takes its own state and a cell its own input. The tags above say so, but no type can.
    const cell = isStale ? undefined : (row[input._tag] as Cell<State, Timed> | undefined)
    return cell === undefined ? stay(state) : cell(policy, state, input)
  }
}

/** No close frame was exchanged, so the code is 1006 (RFC 6455, section 7.1.5). */
function abandoned({ epoch }: ConnectingState | WaitingState, release: ReadonlyArray<Command>): Step {
  const closed: ClosedState = { _tag: 'Closed', epoch, ...noCloseFrame, lastOutage: { _tag: 'Fresh' } }
  return [closed, [...release, settleQueued(undefined), publish(closed)]]
}

interface Ended {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
  readonly cause?: unknown
}

/** The message leaves the peer's reason out: it may hold anything. */
function lost(policy: Policy, { code, reason, wasClean, cause }: Ended, what?: string): ConnectionError {
  const otherwise = code === 1006 ? 'lost without a closing handshake (1006)' : `closed by the peer (${code})`
  return failure('ConnectionLost', policy.name, what ?? otherwise, { code, reason, wasClean }, cause)
}
