import { utf8Length } from '../codecs/utf8.ts'

/** A control frame holds 125 bytes, two of which are the code (RFC 6455, section 5.5). */
const maxReason = 123

/** Whether an endpoint may send this close code (RFC 6455, section 7.4; IANA's registry of 1012 to 1014). */
function maySend(code: number): boolean {
  if (!Number.isInteger(code)) return false
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999)
}

/**
 * Explains why a closing handshake may not carry this code and reason. Returns `undefined` if it may. Checks values of any
 * type, for callers without types. Never quotes the reason.
 */
export function closeProblem(code: number | undefined, reason: string | undefined): string | undefined {
  if (code !== undefined && !maySend(code)) return 'the close code must be 1000-1003, 1007-1014 or 3000-4999'
  if (reason === undefined) return undefined
  // A lone surrogate has no UTF-8 (RFC 6455, section 5.5.1), so the peer would get another reason.
  if (typeof reason !== 'string' || /\p{Surrogate}/u.test(reason)) return 'the close reason must be well-formed text'
  return utf8Length(reason) > maxReason ? `the close reason must fit in ${maxReason} bytes of UTF-8` : undefined
}

/**
 * The close code to send on a platform that allows only 1000 and 3000-4999 (WHATWG WebSockets, `close()`): 1001 is sent as
 * 4001 (decision 11).
 *
 * @param code - a code without a `closeProblem`
 */
export function platformCloseCode(code: number): number {
  return code === 1000 || code >= 3000 ? code : 3000 + code
}
