import type { ConnectionError } from './connection-error.ts'

/** An end that the program did not request: a failed dial, a lost connection, or a close by the peer. */
export interface End {
  /** The error. A close by the peer, 1000 too, is a `ConnectionLost` with the peer's code and reason. */
  readonly error: ConnectionError
  /** Whether `url`, `headers` or `protocols` is a function, so that a new dial may use fresh values. */
  readonly refreshable: boolean
  /** The number of the dial that ended. 1: the first of its outage, or one that was open for `stableAfter`. */
  readonly attempt: number
  /** Whether the connection was open before in this run. */
  readonly wasOpen: boolean
}

/**
 * The consequence of an end: another dial after a delay (`retry`), one dial at once (`refresh`; a second such end before
 * `stableAfter` is final), `Failed` (`final`), or `Closed` (`closed`).
 */
export type Verdict = 'retry' | 'refresh' | 'final' | 'closed'

/** HTTP statuses of the 4xx class that pass with time, and the close codes 44xx that mirror them. */
const passing = new Set([408, 425, 429])

/** HTTP statuses that a gateway answers while it has no server for a path, as during a rolling deployment. */
const gatewayStatuses = new Set([403, 404])

/** Close codes that the same dial would get again (RFC 6455, section 7.4.1). */
const lastingCodes = new Set([1002, 1003, 1007, 1008, 1009, 1010, 1015])

function diagnoseClose(code: number, refreshable: boolean): Verdict {
  if (code === 1000) return 'closed'
  if (refreshable && (code === 4401 || code === 1008)) return 'refresh'
  if (code >= 4400 && code <= 4499) return passing.has(code - 4000) ? 'retry' : 'final'
  return lastingCodes.has(code) ? 'final' : 'retry'
}

function diagnoseStatus(status: number, { refreshable, wasOpen }: End): Verdict {
  if (status === 401 && refreshable) return 'refresh'
  if (wasOpen && gatewayStatuses.has(status)) return 'retry'
  return status >= 300 && status <= 499 && !passing.has(status) ? 'final' : 'retry'
}

/**
 * The default verdict on an end. Pure, and a function of the end alone: wrap it to change single rows.
 *
 * @example
 * const patient = (end: End): Verdict => (end.error._tag === 'HandshakeFailed' ? 'retry' : diagnose(end))
 */
export function diagnose(end: End): Verdict {
  const { error, refreshable } = end
  switch (error._tag) {
    case 'ConnectionLost':
      return diagnoseClose(error.code, refreshable)
    case 'ProtocolFailed':
      return 'final'
    case 'AddressFailed':
      return refreshable ? 'retry' : 'final'
    case 'HandshakeFailed':
      if (error.isSubprotocolRefused === true || error.isLasting === true) return 'final'
      return error.status === undefined ? 'retry' : diagnoseStatus(error.status, end)
    default:
      return 'retry'
  }
}
