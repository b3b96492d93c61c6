import type { ConnectionError } from './connection-error.ts'

/** An end that was not ours: a failed attempt, a lost connection, or a close by the peer. */
export interface End {
  /** What happened. A close by the peer, 1000 too, is a `ConnectionLost` with the peer's code and reason. */
  readonly error: ConnectionError
  /** Whether `url` or `headers` is a function, so that a new dial may present something fresh. */
  readonly refreshable: boolean
}

/**
 * What an end leads to: another dial after a delay (`retry`), one dial at once (`refresh`; a second such end before
 * `stableAfter` is final), `Failed` (`final`), or `Closed` (`closed`).
 */
export type Verdict = 'retry' | 'refresh' | 'final' | 'closed'
