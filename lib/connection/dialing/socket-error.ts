import { type ConnectionError, failure } from '../../model/connection-error.ts'
import type { SocketEnd } from '../../transport/transport.ts'

/** Makes the error of a socket's end: a failed dial or a breach. A close is no error until the machine decides so. */
export function socketError(name: string, end: Exclude<SocketEnd, { readonly _tag: 'Closed' }>): ConnectionError {
  switch (end._tag) {
    case 'Unaddressable':
      return failure('AddressFailed', name, 'the address or the headers can never be dialed', {}, end.cause)
    case 'Refused': {
      const { _tag, cause, ...refusal } = end
      return failure('HandshakeFailed', name, explainRefusal(end), refusal, cause)
    }
    case 'Violated':
      return failure(
        'ProtocolFailed',
        name,
        `the peer broke the protocol or a limit (${end.code})`,
        { code: end.code },
        end.cause,
      )
  }
}

function explainRefusal({
  status,
  isSubprotocolRefused,
  cause,
}: Extract<SocketEnd, { readonly _tag: 'Refused' }>): string {
  if (isSubprotocolRefused === true)
    return 'the opening handshake failed: the peer chose a subprotocol that was not offered, or none'
  if (status !== undefined) return `the peer refused the opening handshake with HTTP ${status}`
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return `the opening handshake failed${code}`
}
