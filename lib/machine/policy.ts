import type { End, Verdict } from '../model/diagnose.ts'
import type { RetryPolicy } from '../model/retry.ts'

/** Ping the peer at intervals. Milliseconds. */
export interface PingPolicy {
  /** From the opening, or from the ping before, to the next ping. */
  readonly interval: number
  /** A peer without a sign of life for so long after a ping is dead. */
  readonly timeout: number
}

/** Never ping: a peer that is silent for `timeout` milliseconds is dead. */
export interface SilencePolicy {
  readonly passive: true
  readonly timeout: number
}

/** The watch for a dead peer. */
export type HeartbeatPolicy = PingPolicy | SilencePolicy

/** The options that `transition` needs. Plain data, except `diagnose`, which is pure. */
export interface Policy {
  /** The connection's name, for errors. */
  readonly name: string
  readonly connectTimeout: number
  readonly closeTimeout: number
  readonly heartbeat: HeartbeatPolicy | false
  readonly retry: RetryPolicy
  /** `false`: every end but `closed` is final, with its own error. */
  readonly isRetrying: boolean
  /** Whether a greeting runs between the opening handshake and `Open`. */
  readonly hasGreeting: boolean
  /** Whether `url`, `headers` or `protocols` is a function. */
  readonly refreshable: boolean
  readonly diagnose: (end: End) => Verdict
}
