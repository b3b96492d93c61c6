import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { WebSocket, WebSocketServer } from 'ws'

import type { Contender, ServingContender } from './contender.ts'

/**
 * `ws` alone. Receiving: one listener, which converts a text message with `toString()`, parses objects with `JSON.parse`,
 * and calls each subscriber in a loop. Sending: `send(string)`, `send(buffer)` or `send(JSON.stringify(object))`, without
 * a callback. `ws` checks UTF-8, its default. permessage-deflate is off for all contenders, but where the workload has it: then with the options
 * that pulsewire gives `ws` for `compression: true`.
 */
export const connect: Contender = ({ url, kind, isCompressed, subscribers, received, opened }) => {
  const socket = new WebSocket(url, { perMessageDeflate: isCompressed ? { threshold: 0 } : false })
  const handlers = Array.from({ length: subscribers }, () => (value: unknown) => received(value))
  const [first = received] = handlers
  const tell =
    subscribers === 1
      ? first
      : (value: unknown) => {
          for (const handler of handlers) handler(value)
        }
  socket.on('open', opened)
  if (kind === 'json') socket.on('message', (data: Buffer) => tell(JSON.parse(data.toString())))
  else socket.on('message', (data: Buffer, isBinary) => tell(isBinary ? data : data.toString()))
  return {
    send: kind === 'json' ? (message) => socket.send(JSON.stringify(message)) : (message) => socket.send(message),
    unsent: () => socket.bufferedAmount,
    ping: () => socket.ping(),
    close: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve())
        socket.close()
      }),
  }
}

/** A server of `ws` with its defaults, which are without compression. It converts text with `toString()`, as the client does. */
export const serve: ServingContender = async (role) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 4_096 })
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer, isBinary) => {
      const message = isBinary ? data : data.toString()
      if (role === 'echo') socket.send(message)
    })
  })
  await once(server, 'listening')
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
