/** The rules for retries. All times are milliseconds. */
export interface RetryPolicy {
  /** The longest wait before attempt 2. */
  readonly initialDelay: number
  /** The longest wait, except for a `Retry-After`. */
  readonly maxDelay: number
  /** Each wait is this many times as long as the one before. At least 1. */
  readonly factor: number
  /** `full`: each wait is a fresh random part of the whole; `none`: the whole. */
  readonly jitter: 'full' | 'none'
  /** Dials of one outage, the first included. */
  readonly maxAttempts: number
  /** A connection that was open for so long counts as a first attempt again. */
  readonly stableAfter: number
}

/** The longest delay of a timer, in milliseconds: longer ones fire at once (HTML, timers; Node's `TIMEOUT_MAX`). */
export const maxTimerDelay: number = 2 ** 31 - 1

export const defaultRetry: RetryPolicy = {
  initialDelay: 500,
  maxDelay: 30_000,
  factor: 2,
  jitter: 'full',
  maxAttempts: Infinity,
  stableAfter: 5_000,
}

/**
 * The wait before an attempt, in whole milliseconds.
 *
 * @param attempt - at least 2
 * @param draw - a random number in [0, 1)
 * @param atLeast - the wait that the peer requests (`Retry-After`), in milliseconds
 */
export function retryDelay(policy: RetryPolicy, attempt: number, draw: number, atLeast = 0): number {
  const growth = Math.min(Number.MAX_VALUE, policy.factor ** (attempt - 2))
  const whole = Math.min(maxTimerDelay, policy.maxDelay, policy.initialDelay * growth)
  const delay = policy.jitter === 'full' ? whole * draw : whole
  return Math.round(Math.min(maxTimerDelay, Math.max(delay, atLeast)))
}
