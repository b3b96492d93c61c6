import type { IncomingMessage } from 'node:http'

import { parseRetryAfter } from '../../model/retry-after.ts'
import type { SocketEnd } from '../transport.ts'
import { decodeUtf8 } from './decode-utf8.ts'

/** The close codes that `ws` answers a breach with, by its documented error codes; the other `WS_ERR_*` mean 1002. */
const violationCodes: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
}

/** What may be thrown by a dial and quotes nothing but, at most, the name of a header. */
const quotesNothing = /^ERR_(?:INVALID_CHAR|UNESCAPED_CHARACTERS|OSSL_.*|TLS_.*)$/

/** What `node:tls` throws at options that it cannot take; they may be keys and passphrases. */
const quotesArgument = /^ERR_INVALID_ARG_/

function codeOf(error: unknown): string {
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
  // What `ws` throws itself has no code. It quotes an invalid url, and no subprotocol.
  const isSafe =
    error instanceof SyntaxError ? !error.message.startsWith('Invalid URL') : quotesNothing.test(codeOf(error))
  return isSafe ? { _tag: 'Unaddressable', cause: error } : { _tag: 'Unaddressable' }
}

/** The end of an opening handshake that was answered with HTTP. */
export function refusedBy(response: IncomingMessage): SocketEnd {
  const status = response.statusCode
  const retryAfter = parseRetryAfter(response.headers['retry-after'], Date.now())
  return {
    _tag: 'Refused',
    ...(status === undefined ? {} : { status }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}

/** Whether the peer switched protocols, but not to a subprotocol that was offered. `ws` has no code for it. */
function isSubprotocolMismatch(cause: unknown): boolean {
  return cause instanceof Error && /^Server sent .*subprotocol/.test(cause.message)
}

/** The end of an opening handshake that was not answered, or not with HTTP. */
export function refusedFor(cause: unknown): SocketEnd {
  if (cause === undefined) return { _tag: 'Refused' }
  if (quotesArgument.test(codeOf(cause))) return { _tag: 'Refused' }
  if (isSubprotocolMismatch(cause)) return { _tag: 'Refused', isSubprotocolRefused: true, cause }
  // Node's HTTP parser attaches all that it has read.
  if (cause instanceof Error) Reflect.deleteProperty(cause, 'rawPacket')
  return { _tag: 'Refused', cause }
}

/** The end of an open socket. `code` is the peer's, or 1006 where no close frame came. */
export function closedWith(code: number, reason: Buffer, isCloseFrameSent: boolean, cause: unknown): SocketEnd {
  const text = decodeUtf8(reason)
  if (text === undefined) return { _tag: 'Violated', code: 1007 }
  const wasClean = code !== 1006 && isCloseFrameSent
  const end = { _tag: 'Closed', code, reason: text, wasClean } as const
  return wasClean || cause === undefined ? end : { ...end, cause }
}
