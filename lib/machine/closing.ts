import type { ConnectionError } from '../model/connection-error.ts'
import type { Command } from './command.ts'
import { connect, firstDial } from './dialing.ts'
import type { Policy } from './policy.ts'
import type { AfterClose, ClosedState, ClosingState, Flushing, OpenState } from './state.ts'
import {
  abandonDial,
  clearTimer,
  fault,
  prepend,
  publish,
  setTimer,
  settleQueued,
  settleWritten,
  stay,
  type Step,
} from './step.ts'

/** Ends an open connection gracefully. Messages that were sent before leave first. */
export function beginClosing(
  policy: Policy,
  { epoch }: OpenState,
  code: number,
  reason: string,
  afterClose: AfterClose,
): Step {
  const state: Flushing = { _tag: 'Flushing', epoch, code, reason, afterClose }
  return [
    state,
    [setTimer('close', policy.closeTimeout), { _tag: 'FlushOutbox' }, publish(state), { _tag: 'AwaitFlush' }],
  ]
}

/** All messages have left, or the time for the flush is over. */
export function startClosingHandshake(policy: Policy, state: Flushing): Step {
  const { code, reason } = state
  return [
    { ...state, _tag: 'AwaitingClose' },
    [setTimer('close', policy.closeTimeout), { _tag: 'CloseSocket', code, reason }],
  ]
}

/** The outcome of a closing handshake of ours. An unclean end is an error (decision 3); a clean one has none. */
export interface Ending {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
  readonly error: ConnectionError | undefined
}

/** The socket of a closing connection is gone, or is given up. */
export function finishClosing(policy: Policy, { epoch, afterClose }: ClosingState, ending: Ending): Step {
  const { code, reason, wasClean, error } = ending
  const release: ReadonlyArray<Command> = [
    abandonDial,
    clearTimer,
    settleWritten(error),
    ...(error === undefined ? [] : [fault(error)]),
  ]
  if (afterClose._tag === 'Redial') return prepend(release, connect(policy, epoch, afterClose))
  const closed: ClosedState = { _tag: 'Closed', epoch, code, reason, wasClean, lastOutage: { _tag: 'Fresh' } }
  const atRest: Step = [closed, [...release, publish(closed)]]
  return afterClose._tag === 'Rest' ? atRest : prepend(atRest[1], connect(policy, epoch, firstDial))
}

/** Drops the socket of a restart under way, and dials: the user has found out that its peer is dead. */
export function redialWhileClosing(policy: Policy, state: ClosingState): Step {
  const { epoch, afterClose } = state
  if (afterClose._tag !== 'Redial') return stay(state)
  return prepend([abandonDial, settleWritten(undefined)], connect(policy, epoch, afterClose))
}

/** The connection stays at rest after all. Messages that wait for its next start will never leave. */
export function stopAfterClose(state: ClosingState): Step {
  return [{ ...state, afterClose: { _tag: 'Rest' } }, [settleQueued(undefined)]]
}
