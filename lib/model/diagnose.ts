import type { ConnectionError } from './connection-error.ts'

/** An end that was not ours: a failed attempt, a lost connection, or a close by the peer. */
export interface End {
  /** What happened. A close by the peer, 1000 too, is a `ConnectionLost` with the peer's code and reason. */
  readonly error: ConnectionError
  /** Whether `url`, `headers` or `protocols` is a function, so that a new dial may present something fresh. */
  readonly refreshable: boolean
  /** The number of the dial that ended. 1: the first of its outage, or one that was open for `stableAfter`. */
  readonly attempt: number
  /** Whether the connection was open before in this run. */
  readonly wasOpen: boolean
}

/**
 * What an end leads to: another dial after a delay (`retry`), one dial at once (`refresh`; a second such end before
 * `stableAfter` is final), `Failed` (`final`), or `Closed` (`closed`).
 */
export type Verdict = 'retry' | 'refresh' | 'final' | 'closed'

/** HTTP statuses of the 4xx class that time heals, and the close codes 44xx that mirror them. */
const healing = new Set([408, 425, 429])

/** Close codes that the same dial would only meet again (RFC 6455, section 7.4.1). */
const lastingCodes = new Set([1002, 1003, 1007, 1008, 1009, 1010, 1015])

/** Codes of OpenSSL's certificate verification, as Node names them on its errors (node:tls, `authorizationError`). */
const verificationCodes =
  /^(CERT_|CRL_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_)/

/** Reads a peer's close code. */
function diagnoseClose(code: number, refreshable: boolean): Verdict {
  if (code === 1000) return 'closed'
  if (refreshable && (code === 4401 || code === 1008)) return 'refresh'
  if (code >= 4400 && code <= 4499) return healing.has(code - 4000) ? 'retry' : 'final'
  return lastingCodes.has(code) ? 'final' : 'retry'
}

/** Reads the HTTP status that refused an opening handshake. */
function diagnoseStatus(status: number, refreshable: boolean): Verdict {
  if (status === 401 && refreshable) return 'refresh'
  return status >= 300 && status <= 499 && !healing.has(status) ? 'final' : 'retry'
}

/** Whether the platform refused the peer's certificate. */
function isVerificationFailure(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && verificationCodes.test(String(cause.code))
}

/**
 * What an end means, by default. Pure, and a function of the end alone: wrap it to change single rows.
 *
 * @example
 * const patient = (end: End): Verdict => (end.error._tag === 'HandshakeFailed' ? 'retry' : diagnose(end))
 */
export function diagnose({ error, refreshable }: End): Verdict {
  switch (error._tag) {
    case 'ConnectionLost':
      return diagnoseClose(error.code, refreshable)
    case 'ProtocolFailed':
      return 'final'
    case 'AddressFailed':
      return refreshable ? 'retry' : 'final' // Static options that can never be dialed.
    case 'HandshakeFailed':
      if (error.status !== undefined) return diagnoseStatus(error.status, refreshable)
      return error.isSubprotocolRefused === true || isVerificationFailure(error.cause) ? 'final' : 'retry'
    default:
      return 'retry'
  }
}
