import { createRequire } from 'node:module'

import { WebSocketServer } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import { Doc } from 'yjs'

import { type Start, until } from './client.ts'
import { linedServer } from './http-server.ts'

interface SharedDoc {
  getMap(name: string): { get(key: string): unknown; set(key: string, value: unknown): unknown }
}

interface DocServer {
  readonly setupWSConnection: (socket: unknown, request: unknown) => void
  readonly docs: ReadonlyMap<string, SharedDoc>
}

/** y-websocket takes the class as `WebSocketPolyfill`. */
export const start: Start = async (Class) => {
  // Its server is a part of version 2.
  const require = createRequire(import.meta.url)
  const { setupWSConnection, docs } = require('y-websocket-server/bin/utils') as DocServer
  const { server, listen, ...lined } = linedServer()
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    socket.on('error', () => undefined)
    setupWSConnection(socket, request)
  })
  const address = await listen()
  const room = address.replace(/\W/g, '-')
  const doc = new Doc()
  const provider = new WebsocketProvider(`ws://${address}`, room, doc, {
    ...{ WebSocketPolyfill: Class as never, disableBc: true },
  })
  return {
    ...lined,
    roundTrip: async (value) => {
      doc.getMap('values').set('asked', value)
      const others = (): ReturnType<SharedDoc['getMap']> | undefined => docs.get(room)?.getMap('values')
      await until(`${value} at the server`, () => others()?.get('asked') === value)
      others()?.set('answered', value)
      await until(value, () => doc.getMap('values').get('answered') === value)
    },
    end: () => provider.destroy(),
  }
}
