import type { ConnectionError } from '../model/connection-error.ts'
import type { Handshake } from '../model/connection-state.ts'
import { retryDelay } from '../model/retry.ts'
import type { Moment } from './input.ts'
import type { Policy } from './policy.ts'
import { type Dialing, type Greeting, notPinged, type Outage, type State } from './state.ts'
import { clearTimer, publish, setTimer, type Step } from './step.ts'

/** An outage at its first dial. */
export const firstDial: Outage = { attempt: 1, refresh: 'Unused' }

/** The same outage, one dial on. */
export const nextDial = ({ attempt, refresh }: Outage): Outage => ({ attempt: attempt + 1, refresh })

/** Begins the dial that `outage` counts. */
export function connect(policy: Policy, epoch: number, { attempt, refresh }: Outage): Step {
  const state: State = { _tag: 'Addressing', epoch: epoch + 1, attempt, refresh }
  return [
    state,
    [
      setTimer('connect', policy.connectTimeout),
      publish(state),
      { _tag: 'ResolveAddress', epoch: state.epoch, attempt },
    ],
  ]
}

/** Waits before the dial after the one that `outage` counts. */
export function wait(
  policy: Policy,
  epoch: number,
  { attempt, refresh }: Outage,
  cause: ConnectionError,
  { at, draw }: Moment,
): Step {
  return waitFor(
    retryDelay(policy.retry, attempt + 1, draw, retryAfterOf(cause)),
    epoch,
    { attempt, refresh },
    cause,
    at,
  )
}

/** Waits a delay of its own: 0 is the dial at once that `refresh` allows. */
export function waitFor(delay: number, epoch: number, outage: Outage, cause: ConnectionError, at: number): Step {
  const state: State = { _tag: 'Waiting', epoch, ...outage, delay, until: at + delay, cause }
  return [state, [setTimer('retry', delay), publish(state)]]
}

/** What the peer asked for with `Retry-After`, in milliseconds. */
function retryAfterOf(cause: ConnectionError): number {
  if (cause._tag === 'RetriesExhausted') return retryAfterOf(cause.cause)
  return cause._tag === 'HandshakeFailed' ? (cause.retryAfter ?? 0) : 0
}

/** The opening handshake succeeded. */
export function opened(policy: Policy, dialing: Dialing, handshake: Handshake, at: number): Step {
  const greeting: Greeting = { ...dialing, _tag: 'Greeting', handshake }
  return policy.hasGreeting ? [greeting, [{ _tag: 'GreetPeer' }]] : open(policy, greeting, at)
}

/** Usable from here on. `Open` is told before the queue is flushed: subscriptions precede old messages. */
export function open(policy: Policy, { epoch, attempt, refresh, handshake }: Greeting, at: number): Step {
  const state: State = {
    _tag: 'Open',
    epoch,
    attempt,
    refresh,
    since: at,
    handshake,
    probe: notPinged,
  }
  const heartbeat = policy.heartbeat === false ? [] : [setTimer('heartbeat', policy.heartbeat.interval)]
  return [state, [clearTimer('connect'), ...heartbeat, publish(state), { _tag: 'FlushOutbox' }]]
}
