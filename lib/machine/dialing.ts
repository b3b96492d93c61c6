import type { ConnectionError } from '../model/connection-error.ts'
import type { Handshake } from '../model/connection-state.ts'
import { retryDelay } from '../model/retry.ts'
import type { Command } from './command.ts'
import type { Moment } from './input.ts'
import type { Policy } from './policy.ts'
import { type Dialing, type Greeting, notPinged, type OpenHandshake, type Outage, type State } from './state.ts'
import { clearTimer, publish, setTimer, type Step } from './step.ts'

/** An outage at its first dial. */
export const firstDial: Outage = { attempt: 1, refresh: 'Unused', history: 'NeverOpen', wokenAt: -Infinity }

/** The outage in a state that extends it. */
export const outageIn = ({ attempt, refresh, history, wokenAt }: Outage): Outage => ({
  attempt,
  refresh,
  history,
  wokenAt,
})

/** The same outage, one dial on. */
export const nextDial = (outage: Outage): Outage => ({ ...outageIn(outage), attempt: outage.attempt + 1 })

/** Begins the dial that `outage` counts. */
export function connect(policy: Policy, epoch: number, outage: Outage): Step {
  const { attempt, refresh, history, wokenAt } = outage
  const state: State = { _tag: 'Addressing', epoch: epoch + 1, attempt, refresh, history, wokenAt }
  return [
    state,
    [
      setTimer('connect', policy.connectTimeout),
      publish(state),
      { _tag: 'ResolveAddress', epoch: state.epoch, attempt },
    ],
  ]
}

/** Waits the backoff before the dial that follows `outage`. */
export function wait(policy: Policy, epoch: number, outage: Outage, cause: ConnectionError, moment: Moment): Step {
  const retryAfter = retryAfterOf(cause)
  const delay = retryDelay(policy.retry, outage.attempt + 1, moment.draw, retryAfter)
  return waitFor(delay, epoch, outage, cause, moment, Math.min(delay, retryAfter))
}

/**
 * Waits a given delay. 0: the immediate dial that `refresh` allows.
 *
 * @param atLeast - a wake before so many milliseconds dials nothing
 */
export function waitFor(
  delay: number,
  epoch: number,
  outage: Outage,
  cause: ConnectionError,
  { at, wall }: Moment,
  atLeast = 0,
): Step {
  const times = { delay, until: wall + delay, earliest: at + atLeast }
  const state: State = { _tag: 'Waiting', epoch, ...outageIn(outage), ...times, cause }
  return [state, [setTimer('retry', delay), publish(state)]]
}

/** The peer's `Retry-After`, in milliseconds. */
function retryAfterOf(cause: ConnectionError): number {
  if (cause._tag === 'RetriesExhausted') return retryAfterOf(cause.cause)
  return cause._tag === 'HandshakeFailed' ? (cause.retryAfter ?? 0) : 0
}

/** The opening handshake succeeded. */
export function opened(policy: Policy, dialing: Dialing, handshake: Handshake, at: number): Step {
  if (!policy.hasGreeting) return open(policy, dialing, handshake, at)
  return [{ ...dialing, _tag: 'Greeting', handshake }, [{ _tag: 'GreetPeer' }]]
}

/** The connection is usable. `Open` is published before the queue is flushed: subscriptions precede old messages. */
export function open(policy: Policy, dial: Dialing | Greeting, handshake: OpenHandshake, at: number): Step {
  const { epoch, attempt, refresh, wokenAt } = dial
  // One literal: a spread would take more memory of each open connection.
  const state: State = {
    _tag: 'Open',
    epoch,
    attempt,
    refresh,
    history: 'WasOpen',
    wokenAt,
    since: at,
    handshake,
    probe: notPinged,
  }
  return [state, [clearTimer, ...startHeartbeat(policy), publish(state), { _tag: 'FlushOutbox' }]]
}

function startHeartbeat({ heartbeat }: Policy): ReadonlyArray<Command> {
  if (heartbeat === false) return []
  return [setTimer('heartbeat', 'passive' in heartbeat ? heartbeat.timeout : heartbeat.interval)]
}
