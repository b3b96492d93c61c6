import { Client } from '@stomp/stompjs'
import StompServer from 'stomp-broker-js'

import { type Start, until } from './client.ts'
import { countedServer } from './http-server.ts'

/** stompjs takes a factory of sockets. */
export const start: Start = async (Class) => {
  const { server, listen, ...counted } = countedServer()
  // This broker does not deliver a message to its sender, so it is the server that answers.
  const broker = new StompServer({ server, path: '/stomp' })
  broker.subscribe('/app/echo', (body: string) => broker.send('/topic/echo', {}, body))
  const url = `ws://${await listen()}/stomp`
  const got: string[] = []
  const client = new Client({
    webSocketFactory: () => new Class(url, ['v12.stomp', 'v11.stomp']),
    reconnectDelay: 50,
    onConnect: () => client.subscribe('/topic/echo', ({ body }) => got.push(body)),
  })
  client.activate()
  return {
    ...counted,
    roundTrip: async (value) => {
      const asking = setInterval(() => {
        if (client.connected) client.publish({ destination: '/app/echo', body: value })
      }, 20)
      await until(value, () => got.includes(value)).finally(() => clearInterval(asking))
    },
    end: () => client.deactivate(),
  }
}
