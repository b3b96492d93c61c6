import type { ConnectionError } from '../model/connection-error.ts'
import type { Command } from './command.ts'
import { connect, firstDial } from './dialing.ts'
import type { Policy } from './policy.ts'
import type { ClosedState, ClosingState, Flushing, OpenState, Sequel } from './state.ts'
import {
  abandonDial,
  after,
  clearTimer,
  fault,
  publish,
  setTimer,
  settleQueued,
  settleWritten,
  type Step,
} from './step.ts'

/** Ends an open connection gracefully: what was sent before leaves first. */
export function closeDown(policy: Policy, { epoch }: OpenState, code: number, reason: string, sequel: Sequel): Step {
  const state: Flushing = { _tag: 'Flushing', epoch, code, reason, sequel }
  return [
    state,
    [
      clearTimer('heartbeat'),
      setTimer('close', policy.closeTimeout),
      { _tag: 'FlushOutbox' },
      publish(state),
      { _tag: 'AwaitFlush' },
    ],
  ]
}

/** Everything has left, or had its time: the closing handshake. */
export function shake(policy: Policy, state: Flushing): Step {
  const { code, reason } = state
  return [{ ...state, _tag: 'Shaking' }, [setTimer('close', policy.closeTimeout), { _tag: 'HangUp', code, reason }]]
}

/** How a closing handshake of ours came out. An unclean end is an error; a clean one has none. */
export interface Ending {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
  readonly error: ConnectionError | undefined
}

/** The socket of a closing connection is gone, or is given up. */
export function conclude(policy: Policy, { epoch, sequel }: ClosingState, ending: Ending): Step {
  const { code, reason, wasClean, error } = ending
  const release: ReadonlyArray<Command> = [
    abandonDial,
    clearTimer('close'),
    settleWritten(error),
    ...(error === undefined ? [] : [fault(error)]),
  ]
  if (sequel._tag === 'Redial') return after(release, connect(policy, epoch, sequel))
  const closed: ClosedState = { _tag: 'Closed', epoch, code, reason, wasClean, memory: { _tag: 'Fresh' } }
  const atRest: Step = [closed, [...release, publish(closed)]]
  return sequel._tag === 'Rest' ? atRest : after(atRest[1], connect(policy, epoch, firstDial))
}

/** Nobody needs the connection again after all: whatever waits for its next start will never leave. */
export function restAfterwards(state: ClosingState): Step {
  return [{ ...state, sequel: { _tag: 'Rest' } }, [settleQueued(undefined)]]
}
