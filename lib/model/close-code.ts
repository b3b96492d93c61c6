import { utf8Length } from '../codecs/utf8.ts'

/** A control frame holds 125 bytes, two of which are the code (RFC 6455, section 5.5). */
const maxReason = 123

/** Whether an endpoint may send this close code (RFC 6455, section 7.4; IANA's registry of 1012 to 1014). */
function maySend(code: number): boolean {
  if (!Number.isInteger(code)) return false
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999)
}

/**
 * Why a closing handshake may not carry this code and reason, or `undefined` where it may. Looks at the values it is
 * given and not at their declared types, so that a JavaScript caller gets an answer too. Never quotes the reason.
 */
export function closeProblem(code: number | undefined, reason: string | undefined): string | undefined {
  if (code !== undefined && !maySend(code)) return 'the close code must be 1000-1003, 1007-1014 or 3000-4999'
  if (reason === undefined) return undefined
  // A lone surrogate has no UTF-8 (RFC 6455, section 5.5.1), so the peer would read another reason than was given.
  if (typeof reason !== 'string' || /\p{Surrogate}/u.test(reason)) return 'the close reason must be well-formed text'
  return utf8Length(reason) > maxReason ? `the close reason must fit in ${maxReason} bytes of UTF-8` : undefined
}

/**
 * What stands for a close code where the platform lets scripts send none but 1000 and 3000-4999 (WHATWG WebSockets,
 * `close()`): 1001 is sent as 4001.
 *
 * @param code - one that `closeFault` has nothing against
 */
export function platformCloseCode(code: number): number {
  return code === 1000 || code >= 3000 ? code : 3000 + code
}
