import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type WebSocket, WebSocketServer } from 'ws'

/** The answer to a refused opening handshake: a status line and headers. */
export type Refusal = readonly [statusLine: string, ...headers: readonly string[]]

/** A `ws` server for the recipes, on a free port of this machine. */
export interface RecipeServer {
  readonly port: number
  readonly clients: ReadonlySet<WebSocket>
  /** Terminates all connections and stops listening. */
  close(): Promise<void>
}

/**
 * @param accept - called with each accepted connection
 * @param refuse - called for each opening handshake; returns the refusal, or `undefined` to accept it
 */
export async function serve(
  accept: (socket: WebSocket) => void,
  refuse: (request: IncomingMessage) => Refusal | undefined = () => undefined,
  port = 0,
): Promise<RecipeServer> {
  const http = createServer()
  const server = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    const refusal = refuse(request)
    if (refusal === undefined) server.handleUpgrade(request, socket, head, accept)
    else socket.end(['HTTP/1.1', ...refusal].join(' ').replace(/ (?=[\w-]+: )/g, '\r\n') + '\r\n\r\n')
  })
  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  return {
    port: (http.address() as AddressInfo).port,
    clients: server.clients,
    close: async () => {
      for (const socket of server.clients) socket.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}
