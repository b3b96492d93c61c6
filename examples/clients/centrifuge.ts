import { Centrifuge } from 'centrifuge'

import { askUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

interface Command {
  readonly id?: number
  readonly connect?: unknown
  readonly rpc?: { readonly data: unknown }
}

/** centrifuge takes the class as `websocket`. */
export const start: Start = async (Class) => {
  // Its server is written in Go: this one answers each call with its data.
  const { address, ...lined } = await textServer((commands, send) => {
    for (const line of commands.split('\n')) {
      const { id, connect, rpc } = JSON.parse(line) as Command
      if (connect !== undefined) send(JSON.stringify({ id, connect: { client: 'one', ping: 25, pong: true } }))
      if (rpc !== undefined) send(JSON.stringify({ id, rpc: { data: rpc.data } }))
    }
  })
  const client = new Centrifuge(`ws://${address}/connection/websocket`, { websocket: Class })
  client.connect()
  return {
    ...lined,
    roundTrip: (value) => askUntil(value, async () => (await client.rpc('echo', value)).data as unknown),
    end: () => client.disconnect(),
  }
}
