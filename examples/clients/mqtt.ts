import { Duplex } from 'node:stream'

import { Aedes } from 'aedes'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'

import { publishUntil, type Start, until } from './client.ts'
import { linedServer } from './http-server.ts'

/**
 * mqtt.js takes the class through `createWebsocket`. In Node its own stream is built on `ws` (`ws.on`), so this program
 * wraps the socket, as its stream for browsers does.
 */
export const start: Start = async (Class) => {
  const { server, listen, ...lined } = linedServer()
  const broker = await Aedes.createBroker()
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'mqtt' })
  sockets.on('connection', (socket: WebSocket) => {
    const stream = createWebSocketStream(socket)
    stream.on('error', () => undefined)
    broker.handle(stream)
  })
  const url = `ws://${await listen()}/mqtt`
  const { MqttClient } = await import('mqtt')
  const client = new MqttClient(() => toStream(new Class(url, ['mqtt'])), { protocolVersion: 4 })
  const got: string[] = []
  client.on('message', (_, payload) => got.push(String(payload)))
  client.on('error', () => undefined)
  client.on('connect', () => client.subscribe('echo'))
  return {
    ...lined,
    roundTrip: async (value) => {
      await until('connected', () => client.connected)
      await publishUntil(value, got, () => client.publish('echo', value))
    },
    end: () => client.endAsync(true),
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      await lined.stop()
    },
  }
}

function toStream(socket: InstanceType<Parameters<Start>[0]>): Duplex {
  socket.binaryType = 'arraybuffer'
  const opened = new Promise<void>((resolve) => socket.addEventListener('open', () => resolve()))
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      void opened.then(() => {
        socket.send(chunk)
        done()
      })
    },
    final: (done) => {
      socket.close()
      done()
    },
    destroy: (error, done) => {
      socket.close()
      done(error)
    },
  })
  socket.addEventListener('message', ({ data }) => stream.push(Buffer.from(data as ArrayBuffer)))
  socket.addEventListener('close', () => stream.destroy())
  return stream
}
