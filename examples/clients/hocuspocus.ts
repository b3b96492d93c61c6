import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { Hocuspocus } from '@hocuspocus/server'
import { WebSocketServer } from 'ws'
import { Doc } from 'yjs'

import { type Start, until } from './client.ts'
import { linedServer } from './http-server.ts'

/** The provider of Hocuspocus takes the class as `WebSocketPolyfill`. */
export const start: Start = async (Class) => {
  const { server, listen, ...lined } = linedServer()
  const hocuspocus = new Hocuspocus({ quiet: true })
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    socket.on('error', () => undefined)
    hocuspocus.handleConnection(socket, request)
  })
  const doc = new Doc()
  const websocketProvider = new HocuspocusProviderWebsocket({
    ...{ url: `ws://${await listen()}`, WebSocketPolyfill: Class },
  })
  const provider = new HocuspocusProvider({ websocketProvider, name: 'room', document: doc })
  provider.attach()
  return {
    ...lined,
    roundTrip: async (value) => {
      doc.getMap('values').set('asked', value)
      const others = () => hocuspocus.documents.get('room')?.getMap('values')
      await until(`${value} at the server`, () => others()?.get('asked') === value)
      others()?.set('answered', value)
      await until(value, () => doc.getMap('values').get('answered') === value)
    },
    end: () => {
      provider.destroy()
      websocketProvider.destroy()
    },
  }
}
