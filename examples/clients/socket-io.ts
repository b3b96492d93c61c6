import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { transports } from 'engine.io-client'

import type { Start } from './client.ts'
import { countedServer } from './http-server.ts'

/** socket.io-client takes a transport of engine.io. Its class must begin with `binaryType` 'arraybuffer'. */
export const start: Start = async (Class) => {
  const { server, listen, ...counted } = countedServer()
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
  const client = io(`http://${await listen()}`, { transports: [Transport as never], reconnectionDelay: 50 })
  return {
    ...counted,
    roundTrip: async (value) => {
      const deadline = Date.now() + 10_000
      while (Date.now() < deadline) {
        const answer = await (client.timeout(300).emitWithAck('echo', value) as Promise<string>).catch(() => undefined)
        if (answer === value) return
      }
      throw new Error('no answer')
    },
    end: () => void client.disconnect(),
    stop: async () => {
      await sockets.close()
    },
  }
}
