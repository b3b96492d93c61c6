import { type ConnectionError, failure } from '../model/connection-error.ts'
import { beginClosing, finishClosing, startClosingHandshake, stopAfterClose } from './closing.ts'
import type { Command } from './command.ts'
import { connect, firstDial, nextDial, open, opened, wait } from './dialing.ts'
import { lose, outageOf } from './ended.ts'
import { heartbeatElapsed, probe } from './heartbeat.ts'
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
import { abandonDial, after, clearTimer, publish, settleQueued, stay, type Step } from './step.ts'

type Tagged<Union, Tag> = Extract<Union, { readonly _tag: Tag }>

/** What an input leads to in a state. */
type Cell<S, I> = (policy: Policy, state: S, input: I) => Step

/** What each input leads to in a state. One that has no cell means nothing there. */
type Row<S> = { readonly [Tag in Input['_tag']]?: Cell<S, Timed<Tagged<Input, Tag>>> } & {
  /** The one timer that runs in this state. */
  readonly timer?: TimerName
}

/** How an end is told that no close frame came for (RFC 6455, section 7.1.5). */
const noCloseFrame = { code: 1006, reason: '', wasClean: false }

/** A state with a dial that may end without our doing. */
const dialed: Row<ConnectingState | OpenState> = {
  Errored: (policy, state, input) => lose(policy, state, input.error, input),
  Ended: (policy, state, input) => lose(policy, state, lost(policy, input), input, input.wasClean),
}

/** A state that waits for the opening handshake, or for a part of it. */
const connecting: Row<ConnectingState> = {
  ...dialed,
  timer: 'connect',
  Stop: (_, state) => abandoned(state, [abandonDial, clearTimer('connect')]),
  Elapsed: (policy, state, input) => {
    const what = `not open within ${policy.connectTimeout} ms`
    return lose(policy, state, failure('ConnectTimedOut', policy.name, what, {}), input)
  },
}

/** A state of a connection that we are ending. */
const closing: Row<ClosingState> = {
  timer: 'close',
  Start: (_, state) => stay(state.afterClose._tag === 'Rest' ? { ...state, afterClose: { _tag: 'Start' } } : state),
  Stop: (_, state) => stopAfterClose(state),
  Errored: (policy, state, { error }) => finishClosing(policy, state, { ...noCloseFrame, error }),
  Ended: (policy, state, input) =>
    finishClosing(policy, state, { ...input, error: input.wasClean ? undefined : lost(policy, input) }),
}

const ended: Row<ClosedState | FailedState> = {
  Start: (policy, { epoch, lastOutage }, moment) =>
    lastOutage._tag === 'Fresh'
      ? connect(policy, epoch, firstDial)
      : wait(policy, epoch, lastOutage, lastOutage.cause, moment),
}

const dialNow = (policy: Policy, state: WaitingState): Step =>
  after([clearTimer('retry')], connect(policy, state.epoch, nextDial(state)))

/** The whole of a connection's behaviour: what each input leads to, in each state. */
const table: { readonly [Tag in State['_tag']]: Row<Tagged<State, Tag>> } = {
  Idle: { Start: (policy, { epoch }) => connect(policy, epoch, firstDial) },
  Addressing: { ...connecting, Addressed: (_, state) => [{ ...state, _tag: 'Dialing' }, [{ _tag: 'DialSocket' }]] },
  Dialing: { ...connecting, Opened: (policy, state, { handshake, at }) => opened(policy, state, handshake, at) },
  Greeting: { ...connecting, Greeted: (policy, state, { at }) => open(policy, state, at) },
  Open: {
    ...dialed,
    timer: 'heartbeat',
    Stop: (policy, state, { code, reason }) => beginClosing(policy, state, code, reason, { _tag: 'Rest' }),
    Restart: (policy, state, { at }) => {
      const { attempt, refresh } = outageOf(policy, state, at)
      return beginClosing(policy, state, 1000, '', { _tag: 'Redial', attempt, refresh })
    },
    Elapsed: heartbeatElapsed,
    Wake: probe,
  },
  Waiting: {
    timer: 'retry',
    Stop: (_, state) => abandoned(state, [clearTimer('retry')]),
    Restart: dialNow,
    Elapsed: dialNow,
    Wake: dialNow,
  },
  Flushing: { ...closing, Elapsed: startClosingHandshake, Flushed: startClosingHandshake },
  AwaitingClose: {
    ...closing,
    Elapsed: (policy, state) => {
      const error = lost(policy, noCloseFrame, 'the peer did not answer the closing handshake')
      return finishClosing(policy, state, { ...noCloseFrame, error })
    },
  },
  Closed: ended,
  Failed: ended,
}

/**
 * What a connection does next: the whole of its behaviour, as data. Total and pure. An input that means nothing in a
 * state leaves it as it is; what a former dial says (another `epoch`) and what a timer of another state says mean
 * nothing anywhere.
 */
export function transition(policy: Policy): (state: State, input: Timed) => Step {
  return (state, input) => {
    const row = table[state._tag]
    const isStale =
      'epoch' in input ? input.epoch !== state.epoch : input._tag === 'Elapsed' && input.timer !== row.timer
    // A row takes its own state and a cell its own input: the tags that led here say so, which no type can.
    const cell = isStale ? undefined : (row[input._tag] as Cell<State, Timed> | undefined)
    return cell === undefined ? stay(state) : cell(policy, state, input)
  }
}

/** Nobody was there to be told a code: 1006, as RFC 6455 section 7.1.5 has it. */
function abandoned({ epoch }: ConnectingState | WaitingState, release: ReadonlyArray<Command>): Step {
  const closed: ClosedState = { _tag: 'Closed', epoch, ...noCloseFrame, lastOutage: { _tag: 'Fresh' } }
  return [closed, [...release, settleQueued(undefined), publish(closed)]]
}

interface Ended {
  readonly code: number
  readonly reason: string
  readonly cause?: unknown
}

/** The peer's reason is its own text and may hold anything, so it stays out of the message. */
function lost(policy: Policy, { code, reason, cause }: Ended, what?: string): ConnectionError {
  const otherwise = code === 1006 ? 'lost without a closing handshake (1006)' : `closed by the peer (${code})`
  return failure('ConnectionLost', policy.name, what ?? otherwise, { code, reason }, cause)
}
