import type { AddressInfo } from 'node:net'

import { expect } from 'chai'
import { type Client, createClient } from 'graphql-ws'
import { ReconnectingWebSocket, type WebSocketClass, webSocketClass } from 'pulsewire/websocket'
import { type WebSocket, WebSocketServer } from 'ws'

import { until } from '../transport/harness.ts'

/** A server of the graphql-transport-ws protocol with one endless subscription. Its first connection can fall silent. */
async function startServer(): Promise<{
  readonly url: string
  readonly peers: WebSocket[]
  readonly stop: () => Promise<void>
}> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: ([first]) => first ?? false })
  const peers: WebSocket[] = []
  server.on('connection', (peer) => {
    peers.push(peer)
    peer.on('message', (data) => {
      const { type, id } = JSON.parse((data as Buffer).toString('utf8')) as { type: string; id?: string }
      if (type === 'connection_init') peer.send('{"type":"connection_ack"}')
      if (type === 'subscribe') peer.send(JSON.stringify({ id, type: 'next', payload: { data: { n: peers.length } } }))
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    peers,
    stop: () =>
      new Promise((resolve) => {
        for (const peer of peers) peer.terminate()
        server.close(() => resolve())
      }),
  }
}

/** Subscribes with a client at its default options; what it got, and how it failed. */
function subscribe(client: Client): { readonly got: number[]; readonly errors: unknown[] } {
  const got: number[] = []
  const errors: unknown[] = []
  client.subscribe<{ n: number }>(
    { query: 'subscription { n }' },
    {
      next: ({ data }) => got.push(data!.n),
      error: (error) => errors.push(error),
      complete: () => {},
    },
  )
  return { got, errors }
}

const beating = { heartbeat: { interval: 50, timeout: 50 }, connectTimeout: 1_000 }
const openOf = (peers: ReadonlyArray<WebSocket>): number => peers.filter(({ readyState }) => readyState === 1).length

describe('graphql-ws at its default options', function () {
  this.slow(6_000).timeout(10_000)

  const classes: Readonly<Record<string, WebSocketClass>> = {
    plain: webSocketClass(beating),
    pooled: webSocketClass({ ...beating, pool: true, retry: { initialDelay: 10 } }),
  }
  for (const [mode, Class] of Object.entries(classes)) {
    it(`guarantee 7: over a ${mode} class recovers from a line that goes silent, and leaves no socket`, async () => {
      const { url, peers, stop } = await startServer()
      const client = createClient({ url, webSocketImpl: Class })
      const { got, errors } = subscribe(client)
      await until(() => got.length === 1)
      // Neither a FIN nor a pong: the TCP connection stays, and nothing is read from it.
      peers[0]!.pause()
      await until(() => got.length === 2)
      expect([got, errors]).to.deep.equal([[1, 2], []])
      await client.dispose()
      peers[0]!.resume()
      await until(() => openOf(peers) === 0)
      await stop()
    })

    it(`over a ${mode} class recovers from a cut, and leaves no socket`, async () => {
      const { url, peers, stop } = await startServer()
      const client = createClient({ url, webSocketImpl: Class })
      const { got, errors } = subscribe(client)
      await until(() => got.length === 1)
      peers[0]!.terminate()
      await until(() => got.length === 2)
      expect([got, errors]).to.deep.equal([[1, 2], []])
      await client.dispose()
      await until(() => openOf(peers) === 0)
      await stop()
    })
  }

  it('must not use ReconnectingWebSocket: one drop leaves a socket that nothing stops', async () => {
    const { url, peers, stop } = await startServer()
    const sockets: ReconnectingWebSocket[] = []
    class Kept extends ReconnectingWebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols, { retry: { initialDelay: 1 } })
        sockets.push(this)
      }
    }
    const client = createClient({ url, webSocketImpl: Kept })
    const { got } = subscribe(client)
    await until(() => got.length === 1)
    peers[0]!.terminate()
    await until(() => openOf(peers) === 2)
    await client.dispose()
    await until(() => openOf(peers) === 1)
    expect(sockets.map(({ readyState }) => readyState)).to.include(1)
    for (const socket of sockets) socket.close()
    await until(() => openOf(peers) === 0)
    await stop()
  })
})
