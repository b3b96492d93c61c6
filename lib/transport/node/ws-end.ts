import type { SocketEnd } from '../transport.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { UnusableOption } from './tls-options.ts'

/** The close codes with which `ws` answers a breach, by its documented error codes. The other `WS_ERR_*` mean 1002. */
const violationCodes: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
}

/** The problems of a dial, by the code of the error that it threw. */
const problems: ReadonlyArray<readonly [code: RegExp, problem: string]> = [
  [/^ERR_INVALID_CHAR$/, 'a header has a character that HTTP forbids, such as a line break: remove it'],
  [/^ERR_INVALID_HTTP_TOKEN$/, 'the name of a header is not a token (RFC 9110, section 5.6.2): correct it'],
  [/^ERR_HTTP_INVALID_HEADER_VALUE$/, 'a header has no value: give it one or leave it out'],
  [/^ERR_UNESCAPED_CHARACTERS$/, 'the path of the url has characters that must be escaped: use encodeURIComponent'],
  [/^ERR_(?:OSSL|TLS)_/, 'Node does not accept the tls options: see the cause'],
  [/^ERR_INVALID_ARG_/, 'Node does not accept the type or value of an option: check headers, tls and node'],
]

/** Errors of a dial that quote at most the name of a header. */
const quotesNothing = /^ERR_(?:INVALID_CHAR|UNESCAPED_CHARACTERS|OSSL_.*|TLS_.*)$/

/** Messages of `ws`, which has no codes for them. */
export const aboutSubprotocol: RegExp = /\bsubprotocol\b/

/** The code of an error of Node; empty if it has none. */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

/** The close code for a breach of the protocol; `undefined` for any other error. */
export function violationCode(error: unknown): number | undefined {
  const code = codeOf(error)
  return code.startsWith('WS_ERR_') ? (violationCodes[code] ?? 1002) : undefined
}

/** The end of a dial that threw `error`. Most such errors quote the offending argument, which may be a secret. */
export function unaddressable(error: unknown): SocketEnd {
  const problem = problemOf(error)
  // `ws` throws errors without a code. It quotes an invalid url, and no subprotocol.
  const isSafe =
    error instanceof SyntaxError ? !error.message.startsWith('Invalid URL') : quotesNothing.test(codeOf(error))
  return isSafe ? { _tag: 'Unaddressable', problem, cause: error } : { _tag: 'Unaddressable', problem }
}

function problemOf(error: unknown): string {
  if (error instanceof UnusableOption) return `${error.message}: correct it`
  if (error instanceof SyntaxError) {
    return aboutSubprotocol.test(error.message)
      ? 'a subprotocol is not a token, or is given twice: correct protocols'
      : 'the url must be an absolute ws: or wss: address without a fragment: correct url'
  }
  const code = codeOf(error)
  const found = problems.find(([codes]) => codes.test(code))
  return found?.[1] ?? 'Node does not accept the address or an option: check url, headers, tls and node'
}

/** The end of an open socket. `code` is the peer's, or 1006 if no close frame came. */
export function closedWith(code: number, reason: Buffer, isCloseFrameSent: boolean, cause: unknown): SocketEnd {
  const text = decodeUtf8(reason)
  if (text === undefined) return { _tag: 'Violated', code: 1007 }
  const wasClean = code !== 1006 && isCloseFrameSent
  const end = { _tag: 'Closed', code, reason: text, wasClean } as const
  return wasClean || cause === undefined ? end : { ...end, cause }
}
