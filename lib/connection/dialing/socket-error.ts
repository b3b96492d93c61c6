import { type ConnectionError, failure } from '../../model/connection-error.ts'
import { verificationCode } from '../../model/diagnose.ts'
import type { SocketEnd } from '../../transport/transport.ts'
import { hide } from './hide.ts'

const unknownProblem = 'the url, a header, a subprotocol or an option of tls can never be used; correct the options'

type Refused = Extract<SocketEnd, { readonly _tag: 'Refused' }>

/** Makes an error of a socket's end. A close is none yet: the machine decides about it. */
export function socketError(name: string, end: Exclude<SocketEnd, { readonly _tag: 'Closed' }>): ConnectionError {
  switch (end._tag) {
    case 'Unaddressable':
      return failure('AddressFailed', name, `not dialed: ${end.problem ?? unknownProblem}`, {}, end.cause)
    case 'Refused': {
      const { _tag, cause, headers, body, location, ...refusal } = end
      const error = failure(
        'HandshakeFailed',
        name,
        `the opening handshake failed: ${explainRefusal(end)}`,
        refusal,
        cause,
      )
      return hide(error, { headers, body, location })
    }
    case 'Violated':
      return failure('ProtocolFailed', name, explainViolation(end.code), { code: end.code }, end.cause)
  }
}

/** Explanations of Node's codes, each for the codes that begin with its key. */
const networkErrors: ReadonlyArray<readonly [prefix: string, explanation: string]> = [
  ['ECONNREFUSED', 'the connection was refused, so nothing listens at the address'],
  ['ENOTFOUND', 'the host name does not resolve'],
  ['EAI_', 'the host name was not resolved'],
  ['ECONNRESET', 'the peer closed the TCP connection without an answer'],
  ['ETIMEDOUT', 'the host did not answer'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['EPROTO', 'TLS failed; does the peer expect ws: instead of wss:?'],
]

function explainRefusal({ status, isSubprotocolRefused, cause }: Refused): string {
  if (status !== undefined) {
    const isRedirect = status >= 300 && status <= 399
    return `the peer refused it with HTTP ${status}${isRedirect ? '; redirects are not followed, so correct the url' : ''}`
  }
  if (isSubprotocolRefused === true) {
    return 'the peer chose none of the subprotocols that were offered; compare the option protocols with those of the peer'
  }
  const verification = verificationCode(cause)
  if (verification !== undefined) {
    return `the certificate of the peer was not accepted (${verification}); give its authority in tls.ca`
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  if (code === undefined) return cause === undefined ? 'the platform gives no reason' : 'see cause'
  const [, explanation = 'see cause'] = networkErrors.find(([prefix]) => code.startsWith(prefix)) ?? []
  return `${explanation} (${code})`
}

/** By close code (RFC 6455, section 7.4.1). */
function explainViolation(code: number): string {
  switch (code) {
    case 1007:
      return 'the peer sent text that is not valid UTF-8 (1007)'
    case 1008:
      return 'the peer sent a message in too many parts (1008)'
    case 1009:
      return 'the peer sent a message larger than maxMessageSize (1009); raise that option if such messages are expected'
    default:
      return `the peer broke the WebSocket protocol (${code})`
  }
}
