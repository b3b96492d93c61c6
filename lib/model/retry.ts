/** How a connection comes back. All times are milliseconds. */
export interface RetryPolicy {
  /** The longest wait before attempt 2. */
  readonly initialDelay: number
  /** No wait is longer, but for a `Retry-After`. */
  readonly maxDelay: number
  /** By how much each wait is longer than the one before. */
  readonly factor: number
  /** `full`: each wait is a fresh random part of the whole; `none`: the whole. */
  readonly jitter: 'full' | 'none'
  /** Dials of one outage, the first included. */
  readonly maxAttempts: number
  /** How long a connection must have been open to count as a first attempt again. */
  readonly stableAfter: number
}

/** What a timer can wait at most: longer delays would fire at once (HTML, timers; Node's `TIMEOUT_MAX`). */
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
 * @param atLeast - what the peer asked for (`Retry-After`), in milliseconds
 */
export function retryDelay(policy: RetryPolicy, attempt: number, draw: number, atLeast = 0): number {
  const growth = Math.min(Number.MAX_VALUE, policy.factor ** (attempt - 2))
  const whole = Math.min(maxTimerDelay, policy.maxDelay, policy.initialDelay * growth)
  const delay = policy.jitter === 'full' ? whole * draw : whole
  return Math.round(Math.min(maxTimerDelay, Math.max(delay, atLeast)))
}
