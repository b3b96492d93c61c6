import { discardPromise } from '../model/mistakes/discard-promise.ts'

/**
 * The web pages that may connect: their origins, such as `https://example.org`; or a function that decides; or `'any'`. A
 * function also gets the peers without an origin, which are no browsers (`undefined`).
 */
export type Origins = 'any' | ReadonlyArray<string> | ((origin: string | undefined) => boolean)

/**
 * Decides whether a page of an origin may connect. Any page can open a WebSocket to any server, and browsers send the
 * cookies of that server along (RFC 6455, section 10.2).
 *
 * @param host - the `Host` header: without `origins`, the pages of that host may connect
 */
export function isOriginAllowed(
  origins: Origins | undefined,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (typeof origins === 'function') return decides(origins, origin)
  if (origin === undefined || origins === 'any') return true
  return origins === undefined ? isSameHost(origin, host) : origins.includes(origin)
}

/** A function that throws has allowed nothing, and neither has one that answers no boolean: an `async` one, for example. */
function decides(origins: (origin: string | undefined) => unknown, origin: string | undefined): boolean {
  try {
    const answer = origins(origin)
    discardPromise(answer)
    return answer === true
  } catch {
    return false
  }
}

/** The scheme may differ: a proxy in front of the server may speak TLS. */
function isSameHost(origin: string, host = ''): boolean {
  try {
    const { protocol, host: page } = new URL(origin)
    // With the scheme of the page, so that its default port counts as none.
    return page !== '' && page === new URL(`${protocol}//${host}`).host
  } catch {
    // `null`, the origin of a sandboxed page, and hosts that are none.
    return false
  }
}
