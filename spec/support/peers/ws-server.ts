import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket as TcpSocket } from 'node:net'

import { type WebSocket, WebSocketServer } from 'ws'

/** A server that listens on the loopback, for one spec. */
export interface Listening {
  readonly url: string
  readonly close: () => Promise<void>
}

/** A real WebSocket server. `serve` is called with every connection. */
export async function listen(
  serve: (socket: WebSocket, request: IncomingMessage) => void = () => undefined,
  options: { readonly port?: number } = {},
): Promise<Listening & { readonly server: WebSocketServer }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0 })
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

/** A real TCP server that knows nothing of WebSockets. */
export async function listenTcp(serve: (socket: TcpSocket) => void = () => undefined): Promise<Listening> {
  const sockets = new Set<TcpSocket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
}
