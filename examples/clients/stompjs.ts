import { Client } from '@stomp/stompjs'
import StompServer from 'stomp-broker-js'

import { publishUntil, type Start } from './client.ts'
import { linedServer } from './http-server.ts'

/** stompjs takes a factory of sockets. */
export const start: Start = async (Class) => {
  const { server, listen, ...lined } = linedServer()
  // This broker does not deliver a message to its sender, so it is the server that answers.
  const broker = new StompServer({ server, path: '/stomp' })
  broker.subscribe('/app/echo', (body: string) => broker.send('/topic/echo', {}, body))
  const url = `ws://${await listen()}/stomp`
  const got: string[] = []
  const client = new Client({
    webSocketFactory: () => new Class(url, ['v12.stomp', 'v11.stomp']),
    onConnect: () => client.subscribe('/topic/echo', ({ body }) => got.push(body)),
  })
  client.activate()
  return {
    ...lined,
    roundTrip: (value) =>
      publishUntil(value, got, () => client.connected && client.publish({ destination: '/app/echo', body: value })),
    end: () => client.deactivate(),
  }
}
