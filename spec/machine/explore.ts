import type { Input, Timed, TimerName } from '../../lib/machine/input.ts'
import type { Policy } from '../../lib/machine/policy.ts'
import { initial, type Outage, type State } from '../../lib/machine/state.ts'
import type { Step } from '../../lib/machine/step.ts'
import { transition } from '../../lib/machine/transition.ts'
import { type ConnectionError, failure } from '../../lib/model/connection-error.ts'
import { diagnose } from '../../lib/model/diagnose.ts'
import { defaultRetry } from '../../lib/model/retry.ts'

/** One input in one reachable state, and what `transition` made of it. */
export interface Edge {
  readonly policy: Policy
  readonly from: State
  readonly input: Timed
  readonly step: Step
}

/** A policy with everything on, from which single things are taken away. */
export const basePolicy: Policy = {
  name: 'chat',
  connectTimeout: 10_000,
  closeTimeout: 5_000,
  heartbeat: { interval: 30_000, timeout: 10_000 },
  retry: { ...defaultRetry, jitter: 'none' },
  isRetrying: true,
  hasGreeting: true,
  refreshable: true,
  diagnose,
}

/** The heartbeat without a ping. */
export const passive = { passive: true, timeout: 10_000 } as const

const either = [true, false]

/** The default, and one that is of the same mind about every end. */
const diagnoses: ReadonlyArray<Policy['diagnose']> = [diagnose, () => 'refresh', () => 'final', () => 'closed']

/** Every combination of what `transition` asks a policy. */
export const policies: ReadonlyArray<Policy> = either.flatMap((hasGreeting) =>
  [basePolicy.heartbeat, passive, false as const].flatMap((heartbeat) =>
    either.flatMap((isRetrying) =>
      [1, 2].flatMap((maxAttempts) =>
        diagnoses.map((judge) => ({
          ...basePolicy,
          ...{ hasGreeting, heartbeat, isRetrying, diagnose: judge },
          retry: { ...basePolicy.retry, maxAttempts },
        })),
      ),
    ),
  ),
)

const handshake = { url: 'ws://peer/', protocol: '', extensions: '' }

const errors: ReadonlyArray<ConnectionError> = [
  failure('AddressFailed', 'chat', 'no address', {}),
  failure('HandshakeFailed', 'chat', 'refused', {}),
  failure('HandshakeFailed', 'chat', 'unauthorized', { status: 401 }),
  failure('HandshakeFailed', 'chat', 'not found', { status: 404 }),
  failure('HandshakeFailed', 'chat', 'overloaded', { status: 503, retryAfter: 60_000 }),
  failure('GreetingFailed', 'chat', 'no greeting', {}),
  failure('ProtocolFailed', 'chat', 'too large', { code: 1009 }),
]

const timers: ReadonlyArray<TimerName> = ['connect', 'close', 'retry', 'heartbeat']

/** Every kind of input, as the dial of an epoch would tell it. */
export function alphabet(epoch: number): ReadonlyArray<Input> {
  return [
    { _tag: 'Start' },
    { _tag: 'Stop', code: 1000, reason: '' },
    { _tag: 'Restart', code: 1000, reason: '' },
    { _tag: 'Redial' },
    { _tag: 'Wake' },
    { _tag: 'Addressed', epoch },
    { _tag: 'Opened', epoch, handshake },
    { _tag: 'Greeted', epoch },
    { _tag: 'Flushed', epoch },
    ...errors.map((error) => ({ _tag: 'Errored', epoch, error }) as const),
    ...[1000, 1001, 1008].map((code) => ({ _tag: 'Ended', epoch, code, reason: '', wasClean: true }) as const),
    { _tag: 'Ended', epoch, code: 1006, reason: '', wasClean: false },
    ...(['Elapsed', 'Overdue'] as const).flatMap((_tag) =>
      timers.flatMap((timer) => [undefined, 0].map((aliveAt) => ({ _tag, timer, aliveAt }) as const)),
    ),
  ]
}

/** Moments that make a difference: before and after `stableAfter`, a deadline, a sleep, and the time of a wake. */
function moments(state: State, { _tag }: Input): readonly number[] {
  if (state._tag === 'Open') return _tag === 'Wake' || _tag === 'Stop' ? [1] : [1, 10_000, 20_000]
  return state._tag === 'Waiting' && _tag === 'Wake' ? [0, 1_000, 60_000] : [0]
}

/** The same state at a time and an epoch that are always the same, so that there are finitely many of them. */
function normalize(state: State): State {
  const epoch = 7
  const attempt = (number: number): number => Math.min(number, 2)
  // `diagnose` alone sees the history, so it doubles no state; the time of a wake matters only in `Waiting`.
  const outage = (given: Outage): Omit<Outage, 'refresh'> => ({
    attempt: attempt(given.attempt),
    history: 'NeverOpen',
    wokenAt: -Infinity,
  })
  switch (state._tag) {
    case 'Idle':
      return { ...state, epoch }
    case 'Addressing':
    case 'Dialing':
    case 'Greeting':
      return { ...state, epoch, ...outage(state) }
    case 'Open': {
      const probe = state.probe._tag === 'NotPinged' ? state.probe : { ...state.probe, at: 0 }
      return { ...state, epoch, ...outage(state), since: 0, probe }
    }
    case 'Waiting':
      return {
        ...state,
        epoch,
        ...outage(state),
        until: state.delay,
        earliest: state.earliest - (state.until - state.delay),
      }
    case 'Flushing':
    case 'AwaitingClose': {
      const { afterClose } = state
      return {
        ...state,
        epoch,
        afterClose: afterClose._tag === 'Redial' ? { ...afterClose, ...outage(afterClose) } : afterClose,
      }
    }
    case 'Closed':
    case 'Failed': {
      const { lastOutage } = state
      return {
        ...state,
        epoch,
        lastOutage: lastOutage._tag === 'Unstable' ? { ...lastOutage, ...outage(lastOutage) } : lastOutage,
      }
    }
  }
}

/** A waiting state, also as after a dial that a wake caused. */
function variants(state: State): ReadonlyArray<State> {
  return state._tag === 'Waiting' ? [state, { ...state, wokenAt: 0 }] : [state]
}

const told = new Set(['delay', 'until', 'code', 'reason', 'wasClean', 'handshake'])

/**
 * Two states with the same key behave the same: what is only told to the world makes no difference, and an error makes
 * one by the delay that it asks for.
 */
function keyOf(state: State): string {
  return JSON.stringify(state, (name, value: unknown) => {
    if (told.has(name)) return undefined
    return value instanceof Error ? 'retryAfter' in value : value
  })
}

function exploreWith(policy: Policy): ReadonlyArray<Edge> {
  const edges: Edge[] = []
  const first = normalize(initial)
  const seen = new Set([keyOf(first)])
  const queue = [first]
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    for (const bare of alphabet(from.epoch)) {
      for (const at of moments(from, bare)) {
        const input = { ...bare, at, wall: at, draw: 0.5 }
        const step = transition(policy)(from, input)
        edges.push({ policy, from, input, step })
        if (step[0] === from) continue
        for (const next of variants(normalize(step[0]))) {
          const key = keyOf(next)
          if (seen.has(key)) continue
          seen.add(key)
          queue.push(next)
        }
      }
    }
  }
  return edges
}

let explored: ReadonlyArray<Edge> | undefined

/** All reachable states times all inputs, breadth first from `initial`, for every policy. */
export function explore(): ReadonlyArray<Edge> {
  explored ??= policies.flatMap(exploreWith)
  return explored
}
