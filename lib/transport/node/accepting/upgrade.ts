import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** The arguments of the event `upgrade` of an HTTP server: the request, its network stream and the first bytes behind it. */
export type Upgrade = readonly [request: IncomingMessage, stream: Duplex, head: Buffer]

/** The parts of a TCP or TLS socket that name its ends. Any other stream has none of them. */
interface Named {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  readonly encrypted?: boolean | undefined
}

/** The network address and port of the peer. Empty for a Unix domain socket. */
export function remoteOf(stream: Duplex): string {
  const { remoteAddress, remotePort } = stream as Named
  if (remoteAddress === undefined) return ''
  return `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort ?? 0}`
}

/** The address that the peer dialed. Behind a proxy that rewrites the request, it is the address that the proxy dialed. */
export function dialedUrl({ headers, url = '/' }: IncomingMessage, stream: Duplex): string {
  const scheme = (stream as Named).encrypted === true ? 'wss' : 'ws'
  const path = url.startsWith('/') ? url : '/'
  try {
    return new URL(`${scheme}://${headers.host ?? ''}${path}`).href.replace(/#.*/, '')
  } catch {
    // The peer sent no host, or a wrong one.
    return `${scheme}://localhost/`
  }
}

/** The path of a request, without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const [path = '/'] = url.split('?', 1)
  return path
}
