import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type WebSocket, WebSocketServer } from 'ws'

import { type Line, startLine } from './line.ts'

/** An HTTP server behind a line. */
export interface LinedServer extends Omit<Line, 'address'> {
  readonly server: Server
  /** Listens on the loopback. Resolves to the address of the line. */
  readonly listen: () => Promise<string>
}

export function linedServer(): LinedServer {
  const server = createServer()
  let line: Line | undefined
  return {
    server,
    listen: async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      line = await startLine((server.address() as AddressInfo).port)
      return line.address
    },
    cut: () => line?.cut(),
    silence: () => line?.silence(),
    connections: () => line?.connections() ?? 0,
    stop: async () => {
      await line?.stop()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A server of a protocol over text messages: `answer` is called with each message, `greet` with each connection. */
export async function textServer(
  answer: (message: string, send: (message: string) => void) => void,
  greet: (send: (message: string) => void) => void = () => undefined,
): Promise<Omit<Line, 'cut'> & LinedServer> {
  const lined = linedServer()
  const sockets = new WebSocketServer({ server: lined.server, handleProtocols: ([first]) => first ?? false })
  sockets.on('connection', (socket: WebSocket) => {
    const send = (message: string): void => socket.send(message)
    socket.on('error', () => undefined)
    socket.on('message', (data) => answer(String(data), send))
    greet(send)
  })
  return { ...lined, address: await lined.listen() }
}
