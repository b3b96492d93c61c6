/** A token, as RFC 9110 section 5.6.2 defines it: a subprotocol must be one. */
const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

/** Returns why subprotocols can never be offered, without quoting them: they may hold tokens. `undefined`: they can. */
export function subprotocolProblem(protocols: ReadonlyArray<string>): string | undefined {
  if (!protocols.every((protocol) => typeof protocol === 'string' && token.test(protocol))) {
    return "expected names without spaces and separators, such as 'chat.v1' (tokens of RFC 9110, section 5.6.2)"
  }
  // Without case, as WHATWG WebSockets compares them.
  const isRepeated = new Set(protocols.map((protocol) => protocol.toLowerCase())).size < protocols.length
  return isRepeated ? 'expected each subprotocol once, compared without case' : undefined
}

/** Longer subprotocols are secrets: no registered one comes near (IANA, WebSocket Subprotocol Name Registry). */
const longestName = 64

/** 16 letters and digits in a row with a digit among them (a token, base64, hexadecimal), or a UUID. */
const secret = /(?=[A-Za-z]*\d)[A-Za-z\d]{16}|[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i

/**
 * The form in which a chosen subprotocol may be shown: `[redacted]` if it may be a secret. Brackets stand in no
 * subprotocol, so this is none.
 *
 * @param isFresh - whether a `protocols` function gave it, as it gives tokens
 */
export function publicSubprotocol(protocol: string, isFresh: boolean): string {
  const isSecret = isFresh || protocol.length > longestName || secret.test(protocol)
  return protocol !== '' && isSecret ? '[redacted]' : protocol
}
