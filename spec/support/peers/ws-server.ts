import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type WebSocket, WebSocketServer } from 'ws'

/** A server that listens on 127.0.0.1, for one spec. */
export interface Listening {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Starts a real WebSocket server, which calls `serve` with each connection, unless `refuse` returns an HTTP status. */
export async function listen(
  serve: (socket: WebSocket, request: IncomingMessage) => void = () => undefined,
  {
    port = 0,
    refuse,
  }: { readonly port?: number; readonly refuse?: (request: IncomingMessage) => number | undefined } = {},
): Promise<Listening & { readonly server: WebSocketServer }> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port,
    verifyClient: (
      { req }: { readonly req: IncomingMessage },
      answer: (isWelcome: boolean, status?: number) => void,
    ) => {
      const status = refuse?.(req)
      answer(status === undefined, status)
    },
  })
  server.on('connection', (socket, request) => {
    socket.on('error', () => undefined)
    serve(socket, request)
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    server,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate()
        server.close(() => {
          resolve()
        })
      }),
  }
}
