import { utf8Length } from '../codecs/utf8.ts'
import { normalizeAddress } from '../model/address.ts'
import { subprotocolProblem } from '../model/secrets/subprotocol.ts'
import { platformGlobal } from './events/platform-events.ts'
import type { WebSocketInit } from './web-socket-types.ts'

/** A control frame holds 125 bytes, two of which are the code (RFC 6455, section 5.5). */
const maxReasonBytes = 123

function syntaxError(message: string): DOMException {
  return new DOMException(message, 'SyntaxError')
}

/**
 * The address of a socket as `url` shows it.
 *
 * @param baseUrl - for relative urls; default: the page's
 * @throws DOMException `SyntaxError`; it does not quote the url, which may hold a token
 */
export function parseUrl(url: unknown, baseUrl: string | URL | undefined): string {
  let absolute: URL
  try {
    absolute = new URL(String(url), baseUrl ?? (platformGlobal('location') as { href?: string } | undefined)?.href)
  } catch {
    throw syntaxError('The url is invalid: give an absolute one, or a baseUrl.')
  }
  const address = normalizeAddress(absolute)
  if (address._tag === 'Right') return address.right
  throw syntaxError(`The url is invalid: it ${address.left.map(({ message }) => message).join(' and ')}.`)
}

/** The arguments of a constructor behind its url. */
export interface Offer extends WebSocketInit {
  readonly protocols: ReadonlyArray<string>
}

/**
 * Reads `(protocols, init)`, or `(init)` in the form that undici takes. Clients pass all kinds of third arguments: only two
 * keys are taken.
 *
 * @throws DOMException `SyntaxError` at a subprotocol that is no token, or repeated in any case
 */
export function parseOffer(given: unknown, init: WebSocketInit | undefined): Offer {
  if (Object(given) === given && !(Symbol.iterator in (given as object))) {
    const { protocols = [], ...rest } = given as WebSocketInit & { readonly protocols?: string | string[] }
    return parseOffer(protocols, rest)
  }
  const { headers, tls } = init ?? {}
  const list = given == null ? [] : Object(given) === given ? (given as Iterable<unknown>) : [given]
  const protocols = Array.from(list, String)
  const problem = subprotocolProblem(protocols)
  if (problem !== undefined) throw syntaxError(`The subprotocols are invalid: ${problem}.`)
  return { headers, tls, protocols }
}

/** The code and reason of a close frame. Code 1005 stands for a frame without a status. */
export interface CloseStatus {
  readonly code: number
  readonly reason: string
}

/**
 * Reads the arguments of `close`.
 *
 * @throws DOMException `InvalidAccessError` unless the code is 1000 or 3000-4999, `SyntaxError` if the reason is too long
 */
export function parseClose(code: unknown, reason: unknown): CloseStatus {
  // Any value has a string but a symbol, and lone surrogates have no UTF-8 (Web IDL, USVString).
  const text = reason === undefined ? '' : ''.concat(reason as string).replace(/\p{Surrogate}/gu, '\uFFFD')
  const status = code === undefined ? (reason === undefined ? 1005 : 1000) : roundHalfToEven(Number(code))
  if (code !== undefined && status !== 1000 && !(status >= 3000 && status <= 4999)) {
    throw new DOMException('The close code must be 1000 or 3000-4999.', 'InvalidAccessError')
  }
  if (utf8Length(text) > maxReasonBytes) {
    throw syntaxError(`The close reason must fit in ${maxReasonBytes} bytes of UTF-8.`)
  }
  return { code: status, reason: text }
}

/** As Web IDL converts a number to an `[Clamp] unsigned short`. Without bounds: none of them is a valid code. */
function roundHalfToEven(value: number): number {
  return Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value)
}
