import type { End, Verdict } from '../model/diagnose.ts'
import type { RetryPolicy } from '../model/retry.ts'

/** When to ask a silent peer whether it lives. Milliseconds. */
export interface HeartbeatPolicy {
  /** From the opening, or from the ping before, to the next ping. */
  readonly interval: number
  /** How long after a ping something must have come. */
  readonly timeout: number
}

/** What `transition` needs to know of the options. Plain data, but for `diagnose`, which is pure. */
export interface Policy {
  /** The connection's name, for errors. */
  readonly name: string
  readonly connectTimeout: number
  readonly closeTimeout: number
  readonly heartbeat: HeartbeatPolicy | false
  readonly retry: RetryPolicy
  /** `false`: every end but `closed` is final, with its own error. */
  readonly isRetrying: boolean
  /** Whether there is a greeting between the opening handshake and `Open`. */
  readonly hasGreeting: boolean
  /** Whether `url` or `headers` is a function. */
  readonly refreshable: boolean
  readonly diagnose: (end: End) => Verdict
}
