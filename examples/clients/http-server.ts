import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** An HTTP server whose connections can be counted and killed. */
export interface CountedServer {
  readonly server: Server
  /** Listens on the loopback. */
  readonly listen: () => Promise<string>
  readonly cut: () => void
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

export function countedServer(): CountedServer {
  const server = createServer()
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    server,
    listen: async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    cut,
    connections: () => sockets.size,
    stop: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
