import { type ConnectionError, failure } from '../model/connection-error.ts'
import type { Verdict } from '../model/diagnose.ts'
import { diagnose } from '../model/diagnose.ts'
import type { Command } from './command.ts'
import { wait, waitFor } from './dialing.ts'
import type { Moment } from './input.ts'
import type { Policy } from './policy.ts'
import type { ConnectingState, LastOutage, OpenState, Outage, State } from './state.ts'
import { abandonDial, after, clearTimer, fault, publish, settleQueued, settleWritten, type Step } from './step.ts'

/** The outage that an open connection still belongs to: a new one, once it has been open for `stableAfter`. */
export function outageOf(policy: Policy, state: ConnectingState | OpenState, at: number): Outage & { stable: boolean } {
  const stable = state._tag === 'Open' && at - state.since >= policy.retry.stableAfter
  return stable ? { attempt: 1, refresh: 'Unused', stable } : { attempt: state.attempt, refresh: state.refresh, stable }
}

/**
 * A dial failed or a connection was lost, not by our doing: what it means decides how it goes on.
 *
 * @param wasClean - whether the closing handshake was completed
 */
export function lose(
  policy: Policy,
  state: ConnectingState | OpenState,
  error: ConnectionError,
  moment: Moment,
  wasClean = false,
): Step {
  const { stable, ...outage } = outageOf(policy, state, moment.at)
  const release = [abandonDial, clearTimer(state._tag === 'Open' ? 'heartbeat' : 'connect')]
  const memory = (cause: ConnectionError): LastOutage =>
    stable ? { _tag: 'Fresh' } : { _tag: 'Unstable', ...outage, cause }

  const fail = (told: ReadonlyArray<Command>, last: ConnectionError): Step => {
    const failed: State = { _tag: 'Failed', epoch: state.epoch, error: last, lastOutage: memory(last) }
    return [failed, [...release, ...told, settleQueued(last), publish(failed)]]
  }

  // In this order, so that the last Fault before `Failed` is the error it carries.
  const told = [settleWritten(error), fault(error)]
  const verdict = runDiagnose(policy, error, outage.attempt, state._tag === 'Open')
  if (verdict === 'closed') {
    const { code, reason } = error._tag === 'ConnectionLost' ? error : { code: 1006, reason: '' }
    const closed: State = { _tag: 'Closed', epoch: state.epoch, code, reason, wasClean, lastOutage: memory(error) }
    // A close by the peer that means no harm is no error.
    const quiet = code === 1006 ? told : [settleWritten(error)]
    return [closed, [...release, ...quiet, settleQueued(undefined), publish(closed)]]
  }
  if (verdict === 'final' || !policy.isRetrying || (verdict === 'refresh' && outage.refresh === 'Used')) {
    return fail(told, error)
  }
  if (outage.attempt >= policy.retry.maxAttempts) {
    const { attempt: attempts } = outage
    const last = failure('RetriesExhausted', policy.name, `gave up after ${attempts} attempts`, { attempts }, error)
    return fail([...told, fault(last)], last)
  }
  const next =
    verdict === 'refresh'
      ? waitFor(0, state.epoch, { attempt: outage.attempt, refresh: 'Used' }, error, moment.at)
      : wait(policy, state.epoch, outage, error, moment)
  return after([...release, ...told], next)
}

/** Asks the user's `diagnose`; one that throws or answers nonsense leaves the default's verdict. */
function runDiagnose(policy: Policy, error: ConnectionError, attempt: number, wasOpen: boolean): Verdict {
  const { diagnose: asked, refreshable } = policy
  const end = { error, refreshable, attempt, wasOpen }
  try {
    // Not as a method: what it would be one of may hold secrets.
    const verdict: unknown = asked(end)
    if (verdict === 'retry' || verdict === 'refresh' || verdict === 'final' || verdict === 'closed') return verdict
  } catch {
    // The default below is the answer: an override that cannot say what an end means must not decide how a run goes on.
  }
  return diagnose(end)
}
