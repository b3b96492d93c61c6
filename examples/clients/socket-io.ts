import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { transports } from 'engine.io-client'

import { askUntil, type Start } from './client.ts'
import { linedServer } from './http-server.ts'

/** socket.io-client takes a transport of engine.io. Its class must begin with `binaryType` 'arraybuffer'. */
export const start: Start = async (Class) => {
  const { server, listen, ...lined } = linedServer()
  const sockets = new Server(server)
  sockets.on('connection', (socket) => {
    socket.on('echo', (value: string, answer: (value: string) => void) => answer(value))
  })
  class Transport extends transports.websocket {
    createSocket(uri: string, protocols: string | string[] | undefined, options: Record<string, unknown>): unknown {
      return new (Class as unknown as new (...given: unknown[]) => unknown)(uri, protocols ?? [], options)
    }

    doWrite(_: unknown, data: string): void {
      ;(this as unknown as { ws: { send: (data: string) => void } }).ws.send(data)
    }
  }
  const client = io(`http://${await listen()}`, { transports: [Transport as never] })
  return {
    ...lined,
    roundTrip: (value) => askUntil(value, () => client.timeout(500).emitWithAck('echo', value)),
    end: () => void client.disconnect(),
    stop: async () => {
      lined.cut()
      await sockets.close()
      await lined.stop()
    },
  }
}
