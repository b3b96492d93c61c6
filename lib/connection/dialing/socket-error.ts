import { type ConnectionError, failure } from '../../model/connection-error.ts'
import { hide } from '../../model/secrets/hide.ts'
import type { Refused, SocketEnd } from '../../transport/transport.ts'

const unknownProblem = 'the url, a header, a subprotocol or an option of tls can never be used; correct the options'

/** Makes an error of a socket's end. A close is none yet: the machine decides about it. */
export function socketError(name: string, end: Exclude<SocketEnd, { readonly _tag: 'Closed' }>): ConnectionError {
  switch (end._tag) {
    case 'Unaddressable':
      return failure('AddressFailed', name, `not dialed: ${end.problem ?? unknownProblem}`, {}, end.cause)
    case 'Refused': {
      const { _tag, problem: _problem, cause, headers, body, location, ...refusal } = end
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

function explainRefusal({ problem, status, cause }: Refused): string {
  if (problem !== undefined) return problem
  if (status !== undefined) return `the peer refused it with HTTP ${status}`
  return cause === undefined ? 'the platform gives no reason' : 'see cause'
}

/** By close code (RFC 6455, section 7.4.1). */
function explainViolation(code: number): string {
  switch (code) {
    case 1007:
      return 'the peer sent text that is not valid UTF-8 (1007)'
    case 1008:
      return 'the peer sent a message in too many parts (1008)'
    case 1009:
      return (
        'the peer sent a message larger than maxMessageSize or compression.maxInflatedSize (1009); ' +
        'raise the option if such messages are expected'
      )
    default:
      return `the peer broke the WebSocket protocol (${code})`
  }
}
