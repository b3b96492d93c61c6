import type { Either } from 'fp-ts/lib/Either.js'

import * as E from './either.ts'
import type { Issue, Issues } from './issue.ts'

/**
 * The port that the text names, or the empty string. `URL` hides the default port of a scheme, so the text is parsed again
 * with another scheme of the same grammar, which has another default port.
 */
function writtenPort(url: URL, text: string): string {
  return url.port || new URL(text.replace(/^[^:]*/, 'ftp')).port
}

/**
 * The address to dial: absolute, `ws:` or `wss:`, without a fragment (RFC 6455, section 3). `http:` and `https:` are
 * mapped, as WHATWG does. `port:` is for transports of ports, which `checkOptions` knows. Lists every fault, with the path
 * `url` or `port`. No fault quotes the url, which may hold a password or a token.
 *
 * @param port - sets the port of a url that has none, 1 to 65535
 */
export function normalizeAddress(url: string | URL, port?: number): Either<Issues, string> {
  const issues: Issue[] = []
  const fault = (path: string, message: string): unknown => issues.push({ path, message })
  let href = ''

  const validPort = port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535)
  if (!validPort) fault('port', 'must be an integer from 1 to 65535')

  try {
    const text = String(url)
    const parsed = new URL(text)
    if (!/^((ws|http)s?|port):$/.test(parsed.protocol)) fault('url', 'must begin with ws: or wss:')
    // Not `hash`, which is empty for an empty fragment.
    if (parsed.href.includes('#')) fault('url', 'must have no fragment')
    if (port !== undefined && validPort) {
      const written = writtenPort(parsed, text)
      if (written !== '' && Number(written) !== port) fault('port', 'contradicts the port of the url')
      parsed.port = String(port)
    }
    href = parsed.href.replace(/^http/, 'ws')
    // Of two equal strings one is kept, since programs hold thousands of connections.
    if (href === text) href = text
  } catch {
    // The parser's error quotes its input, so it is dropped.
    fault('url', 'must be an absolute url, such as wss://example.org/chat')
  }
  return issues.length > 0 ? E.left(issues) : E.right(href)
}

/**
 * The address of some options, which may be anything. One that a function gives is not known yet, so it counts as valid.
 * A `Left` also lists the faults of the port.
 */
export function addressOf(options: unknown): Either<Issues, string> {
  const { url, port } = (options ?? {}) as { readonly url?: unknown; readonly port?: number }
  return normalizeAddress(typeof url === 'function' ? 'ws://localhost' : (url as string), port)
}

/**
 * The part of an address that may be shown: without userinfo and query.
 *
 * @param address - an answer of `normalizeAddress`: a serialized URL has its parts in one order, and escapes their delimiters
 */
export function shownAddress(address: string): string {
  if (!/[@?]/.test(address)) return address
  const [, scheme, place] = /^(\w+:\/*)(?:[^/@]*@)?([^?]*)/.exec(address) ?? []
  // `join` copies: a template, and the match itself, would keep the whole address in memory.
  return [scheme, place].join('')
}

/** The part of any url that may be shown: without userinfo, query and fragment. Urls are redacted nowhere else. */
export function publicAddress(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url)
    // Without a host the rest is one opaque text: of `port:`, a name. `join` copies: a template would keep the whole url.
    if (host || protocol === 'port:') return [protocol, host && '//', host, pathname].join('')
  } catch {
    // An invalid url is not shown at all.
  }
  return 'an invalid address'
}
