import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type WebSocket, WebSocketServer } from 'ws'

/** How a server answers an opening handshake that it does not want: a status line and headers. */
export type Refusal = readonly [statusLine: string, ...headers: readonly string[]]

/** The server that the recipes talk to: an ordinary one of `ws`, on a free port of this machine. */
export interface RecipeServer {
  readonly port: number
  readonly clients: ReadonlySet<WebSocket>
  /** Drops everybody and refuses newcomers. */
  close(): Promise<void>
}

/**
 * @param accept - what becomes of a connection
 * @param refuse - asked about every opening handshake; `undefined` lets it in
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
