import { type Clock, defaultClock } from '../../../connection/timers/clock.ts'
import { maxTimerDelay } from '../../../model/retry.ts'
import { type ResolvedSession, resolveSession, type SessionOptions } from '../session-options.ts'
import { newId as randomId } from './new-id.ts'
import type { SessionStore } from './session-store.ts'

/** The options of the accepting ends. */
export interface SessionsOptions<In, Out> extends SessionOptions<In, Out> {
  /** Milliseconds that a session is kept without a socket. Default: 120 000. */
  readonly keep?: number | undefined
  /** The largest number of sessions that are kept without a socket. The oldest ones end first. Default: 10 000. */
  readonly limit?: number | undefined
  /** Keeps sessions outside the process. Default: none, they live and end with the process. */
  readonly store?: SessionStore | undefined
  /** The time of `keep`. Default: the platform's monotonic time. The virtual time of rxjs moves it. */
  readonly clock?: Clock | undefined
  /** Makes the id of a new session. It must be impossible to guess. Default: 128 random bits. */
  readonly newId?: (() => string) | undefined
}

interface ResolvedSessions<In, Out> extends Required<Pick<SessionsOptions<In, Out>, 'store'>> {
  readonly session: ResolvedSession<In, Out>
  readonly keep: number
  readonly limit: number
  readonly clock: Clock
  readonly newId: () => string
}

/** @throws `RangeError` if a number can never work */
export function resolveSessions<In, Out>(options: SessionsOptions<In, Out>): ResolvedSessions<In, Out> {
  const { keep = 120_000, limit = 10_000, store, clock = defaultClock, newId = randomId } = options
  if (!(keep >= 0)) throw new RangeError('sessions: keep must be a number of milliseconds of at least 0')
  if (!(limit >= 1)) throw new RangeError('sessions: limit must be a number of at least 1')
  return { session: resolveSession(options), keep: Math.min(keep, maxTimerDelay), limit, store, clock, newId }
}
