import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https'
import type { AddressInfo } from 'node:net'

import { guardTlsCallbacks } from '../tls-options.ts'

/** The place and the limits of an HTTP server of our own. */
export interface OwnServerOptions {
  readonly port: number
  readonly host: string | undefined
  readonly tls: Readonly<Record<string, unknown>> | undefined
  /** Milliseconds for the request of an opening handshake. */
  readonly requestTimeout: number
  /** The TCP connections that may exist at a time. More are dropped before anything is read from them. */
  readonly maxSockets: number
}

/** Milliseconds between two looks for requests that are late. Node looks every 30 s by default. */
const longestCheck = 1_000

/**
 * Makes an HTTP server for opening handshakes alone, and listens. Any other request is answered with 426.
 *
 * @param listening - called once it listens, with its address
 * @param failed - called if it cannot listen
 */
export function startServer(
  options: OwnServerOptions,
  listening: ((address: AddressInfo) => void) | undefined,
  failed: (cause: Error) => void,
): Server {
  const { port, host, tls, requestTimeout, maxSockets } = options
  const limits = {
    headersTimeout: requestTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.min(longestCheck, Math.max(1, Math.floor(requestTimeout / 4))),
  }
  const server =
    tls === undefined
      ? createServer(limits, upgradeRequired)
      : createTlsServer(
          { handshakeTimeout: requestTimeout, ...limits, ...(guardTlsCallbacks(tls) as TlsOptions) },
          upgradeRequired,
        )
  if (maxSockets !== Infinity) server.maxConnections = maxSockets
  server.once('error', failed)
  server.listen({ port, host }, () => {
    server.off('error', failed)
    // Node goes on to listen after an error of a single `accept`, as where the process has too many open files.
    server.on('error', ignore)
    listening?.(server.address() as AddressInfo)
  })
  return server
}

/** Stops listening, and drops the connections that are no WebSockets. The others remain. */
export function stopServer(server: Server): void {
  server.close()
  server.closeAllConnections()
}

function ignore(): void {
  // One peer less: no peer may end the server.
}

const upgradeRequired: RequestListener = (_request, response) => {
  const body = 'This is a WebSocket server.'
  const headers = { connection: 'close', upgrade: 'websocket', 'content-type': 'text/plain; charset=utf-8' }
  response.writeHead(426, headers).end(body)
}
