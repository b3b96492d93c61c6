import { type ConnectionError, failure } from '../model/connection-error.ts'
import { diagnose, type End, type Verdict } from '../model/diagnose.ts'
import { discardPromise } from '../model/mistakes/discard-promise.ts'
import type { Command } from './command.ts'
import { firstDial, outageIn, wait, waitFor } from './dialing.ts'
import type { Moment } from './input.ts'
import type { Policy } from './policy.ts'
import type { ConnectingState, LastOutage, OpenState, Outage, State } from './state.ts'
import { abandonDial, clearTimer, fault, prepend, publish, settleQueued, settleWritten, type Step } from './step.ts'

/** The outage that a state belongs to. A connection that was open for `stableAfter` begins a new one (guarantee 8). */
export function currentOutage(policy: Policy, state: ConnectingState | OpenState, at: number): Outage {
  return isStable(policy, state, at) ? { ...firstDial, history: 'WasOpen', wokenAt: state.wokenAt } : outageIn(state)
}

function isStable(policy: Policy, state: ConnectingState | OpenState, at: number): boolean {
  return state._tag === 'Open' && at - state.since >= policy.retry.stableAfter
}

/**
 * A dial failed or a connection was lost, not by our doing. `diagnose` decides the next state.
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
  const outage = currentOutage(policy, state, moment.at)
  const { verdict, ignored } = runDiagnose(policy, error, outage)
  const release = [abandonDial, clearTimer, ...ignored]
  const memory = (cause: ConnectionError): LastOutage =>
    isStable(policy, state, moment.at) ? { _tag: 'Fresh' } : { _tag: 'Unstable', ...outage, cause }

  const fail = (faults: ReadonlyArray<Command>, last: ConnectionError): Step => {
    const failed: State = { _tag: 'Failed', epoch: state.epoch, error: last, lastOutage: memory(last) }
    return [failed, [...release, ...faults, settleQueued(last), publish(failed)]]
  }

  // In this order, so that the last Fault before `Failed` is the error it carries.
  const faults = [settleWritten(error), fault(error)]
  if (verdict === 'closed') {
    const { code, reason } = error._tag === 'ConnectionLost' ? error : { code: 1006, reason: '' }
    const closed: State = { _tag: 'Closed', epoch: state.epoch, code, reason, wasClean, lastOutage: memory(error) }
    // A deliberate close by the peer is no error (decision 4).
    const published = code === 1006 ? faults : [settleWritten(error)]
    return [closed, [...release, ...published, settleQueued(undefined), publish(closed)]]
  }
  if (verdict === 'final' || !policy.isRetrying || (verdict === 'refresh' && outage.refresh === 'Used')) {
    return fail(faults, error)
  }
  if (outage.attempt >= policy.retry.maxAttempts) {
    const { attempt: attempts } = outage
    const last = failure('RetriesExhausted', policy.name, `gave up after ${attempts} attempts`, { attempts }, error)
    return fail([...faults, fault(last)], last)
  }
  const next =
    verdict === 'refresh'
      ? waitFor(0, state.epoch, { ...outage, refresh: 'Used' }, error, moment)
      : wait(policy, state.epoch, outage, error, moment)
  return prepend([...release, ...faults], next)
}

/** Calls the user's `diagnose`. If it throws or returns no verdict, the default decides (guarantee 10), and a Fault reports it. */
function runDiagnose(
  { diagnose: custom, refreshable, name }: Policy,
  error: ConnectionError,
  { attempt, history }: Outage,
): { readonly verdict: Verdict; readonly ignored: ReadonlyArray<Command> } {
  const end: End = { error, refreshable, attempt, wasOpen: history === 'WasOpen' }
  const useDefault = (problem: string, cause?: unknown): ReturnType<typeof runDiagnose> => {
    const what = `retry.diagnose ${problem}: the default decides`
    return {
      verdict: diagnose(end),
      ignored: [fault(failure('OptionIgnored', name, what, { option: 'retry.diagnose' }, cause))],
    }
  }
  try {
    // Not called as a method: `this` would be the resolved options, which may hold secrets.
    const verdict: unknown = custom(end)
    if (verdict === 'retry' || verdict === 'refresh' || verdict === 'final' || verdict === 'closed')
      return { verdict, ignored: [] }
    discardPromise(verdict)
    return useDefault('returned no verdict')
  } catch (cause) {
    return useDefault('threw', cause)
  }
}
