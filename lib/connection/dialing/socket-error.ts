import { type ConnectionError, failure } from '../../model/connection-error.ts'
import type { SocketEnd } from '../../transport/transport.ts'

/** A socket's end as an error: of a dial that failed, or of a breach. A close is none, for its meaning is the machine's. */
export function socketError(name: string, end: Exclude<SocketEnd, { readonly _tag: 'Closed' }>): ConnectionError {
  switch (end._tag) {
    case 'Unaddressable':
      return failure('AddressFailed', name, 'the address or the headers can never be dialed', {}, end.cause)
    case 'Refused': {
      const { _tag, cause, ...refusal } = end
      return failure('HandshakeFailed', name, explainRefusal(end.status, cause), refusal, cause)
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

function explainRefusal(status: number | undefined, cause: unknown): string {
  if (status !== undefined) return `the peer refused the opening handshake with HTTP ${status}`
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return `the opening handshake failed${code}`
}
