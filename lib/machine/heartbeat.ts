import { failure } from '../model/connection-error.ts'
import { lose } from './ended.ts'
import type { Moment, Signal, Timed } from './input.ts'
import type { HeartbeatPolicy, Policy } from './policy.ts'
import { notPinged, type OpenState } from './state.ts'
import { pingPeer, setTimer, stay, type Step } from './step.ts'

type Elapsed = Extract<Signal, { readonly _tag: 'Elapsed' }>

/** A timer that fires this much too late (ms) says that the program slept, and so could not have heard an answer. */
const sleepThreshold = 250

/**
 * The heartbeat's timer ran out: ask, or judge what came of asking. The peer is asked every `interval`, not only when
 * it was silent: so its death is noticed within `interval + timeout` of any moment (guarantee 7).
 */
export function heartbeatElapsed(policy: Policy, state: OpenState, input: Timed<Elapsed>): Step {
  const { heartbeat } = policy
  const { at, isAlive } = input
  if (heartbeat === false) return stay(state)
  if (state.probe._tag === 'NotPinged') return sendPing(heartbeat, state, at)
  const { interval, timeout } = heartbeat
  const waited = at - state.probe.at
  if (isAlive) {
    if (waited >= interval) return sendPing(heartbeat, state, at)
    return [{ ...state, probe: notPinged }, [setTimer('heartbeat', interval - waited)]]
  }
  if (waited < timeout) return [state, [setTimer('heartbeat', Math.min(interval, timeout - waited))]]
  if (waited - timeout > sleepThreshold) return sendPing(heartbeat, state, at)
  const what = `no sign of life within ${timeout} ms of a ping`
  return lose(policy, state, failure('HeartbeatTimedOut', policy.name, what, {}), input)
}

/**
 * The program comes back to an open connection that may have died unnoticed: ask now, and judge by the answer. Several
 * signs of one return ask once, and an answer that is awaited already is not asked for again.
 */
export function probe(policy: Policy, state: OpenState, { at }: Moment): Step {
  const isWanted = policy.heartbeat !== false && state.probe._tag === 'NotPinged'
  return isWanted ? sendPing(policy.heartbeat, state, at) : stay(state)
}

/** An answer is looked for every `interval`, so that the next question is not late where `timeout` is longer. */
function sendPing({ interval, timeout }: HeartbeatPolicy, state: OpenState, at: number): Step {
  const look = setTimer('heartbeat', Math.min(interval, timeout))
  return [{ ...state, probe: { _tag: 'Pinged', at } }, [look, pingPeer]]
}
