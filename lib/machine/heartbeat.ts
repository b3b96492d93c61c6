import { failure } from '../model/connection-error.ts'
import { lose } from './ended.ts'
import type { Moment, Signal, Timed } from './input.ts'
import type { PingPolicy, Policy } from './policy.ts'
import { notPinged, type OpenState, type Probe } from './state.ts'
import { awaitInput, pingPeer, setTimer, stay, type Step } from './step.ts'

type Look = Extract<Signal, { readonly _tag: 'Elapsed' | 'Overdue' }>
type Pinged = Exclude<Probe, { readonly _tag: 'NotPinged' }>

/**
 * A deadline that is noticed so many milliseconds late was missed by a computer that slept, and the ping or its pong may
 * be lost. A blocked event loop is rarely blocked for so long.
 */
const sleepThreshold = 5_000

/**
 * The heartbeat's timer fired: ping, or look for an answer. The peer is pinged every `interval`, not only when it was
 * silent, so that its death is noticed within `interval + timeout` (guarantee 7).
 *
 * A peer without an answer is not dead yet: its pong may have arrived while the event loop was blocked. Hence `Overdue`.
 */
export function heartbeatElapsed(policy: Policy, state: OpenState, input: Timed<Look>): Step {
  const { heartbeat } = policy
  const { at, aliveAt } = input
  if (heartbeat === false) return stay(state)
  if ('passive' in heartbeat) {
    const left = aliveAt === undefined ? 0 : heartbeat.timeout - (at - aliveAt)
    return [state, [left > 0 ? setTimer('heartbeat', left) : awaitInput('heartbeat')]]
  }
  if (state.probe._tag === 'NotPinged') return ping(heartbeat, state, { _tag: 'Pinged', at })
  const { interval, timeout } = heartbeat
  const waited = at - state.probe.at
  if (aliveAt !== undefined) {
    if (waited >= interval) return ping(heartbeat, state, { _tag: 'Pinged', at })
    return [{ ...state, probe: notPinged }, [setTimer('heartbeat', interval - waited)]]
  }
  if (waited < timeout) return [state, [setTimer('heartbeat', Math.min(interval, timeout - waited))]]
  return [state, [awaitInput('heartbeat')]]
}

/** All input that had arrived by the deadline was read. A peer that is still silent is dead, however busy we are. */
export function heartbeatOverdue(policy: Policy, state: OpenState, input: Timed<Look>): Step {
  const { heartbeat } = policy
  const { at, aliveAt } = input
  if (heartbeat === false || aliveAt !== undefined) return heartbeatElapsed(policy, state, input)
  const { timeout } = heartbeat
  if ('passive' in heartbeat) return dead(policy, state, input, `the peer was silent for ${timeout} ms`)
  const { probe } = state
  // The second ping is the last: otherwise a program that is always late would never notice a dead peer.
  if (probe._tag === 'Pinged' && at - probe.at - timeout > sleepThreshold) {
    return ping(heartbeat, state, { _tag: 'PingedAgain', at })
  }
  return dead(policy, state, input, `no sign of life within ${timeout} ms of a ping`)
}

function dead(policy: Policy, state: OpenState, moment: Moment, what: string): Step {
  return lose(policy, state, failure('HeartbeatTimedOut', policy.name, what, {}), moment)
}

/**
 * The program returns to an open connection that may have died unnoticed: ping now. Several wakes of one return ping
 * once, since a ping that awaits its answer is not repeated.
 */
export function probeOnWake({ heartbeat }: Policy, state: OpenState, { at }: Moment): Step {
  if (heartbeat === false || 'passive' in heartbeat || state.probe._tag !== 'NotPinged') return stay(state)
  return ping(heartbeat, state, { _tag: 'Pinged', at })
}

/** Sends a ping. The machine looks for an answer after `interval` at the latest, so that the next ping is in time. */
function ping({ interval, timeout }: PingPolicy, state: OpenState, probe: Pinged): Step {
  return [{ ...state, probe }, [setTimer('heartbeat', Math.min(interval, timeout)), pingPeer]]
}
