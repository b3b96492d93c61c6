import { WebSocketProvider } from 'ethers'

import { askUntil, type Start } from './client.ts'
import { textServer } from './http-server.ts'

interface Call {
  readonly id: number
  readonly method: string
  readonly params: ReadonlyArray<unknown>
}

/** ethers takes a factory of sockets. It never makes a second one: it needs `ReconnectingWebSocket`. */
export const start: Start = async (Class) => {
  const { address, ...lined } = await textServer((message, send) => {
    const { id, method, params } = JSON.parse(message) as Call
    const result = method === 'echo' ? params[0] : method === 'eth_chainId' ? '0x1' : null
    send(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
  const provider = new WebSocketProvider(() => new Class(`ws://${address}/`))
  return {
    ...lined,
    roundTrip: (value) => askUntil(value, () => provider.send('echo', [value])),
    end: () => provider.destroy(),
  }
}
