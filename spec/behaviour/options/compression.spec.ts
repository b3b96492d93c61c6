import type { AddressInfo } from 'node:net'
import { deflateRawSync } from 'node:zlib'

import { expect } from 'chai'
import { WebSocketServer } from 'ws'

import { exchange, reach } from './exchange.ts'

describe('The option compression', () => {
  let server: WebSocketServer
  let url: string
  /** Bytes that the server has read and written on its sockets. */
  let traffic: () => { readonly read: number; readonly written: number }
  let reply: (message: Buffer) => Buffer | string

  beforeEach(async () => {
    reply = (message) => message.toString()
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: { threshold: 0 } })
    server.on('connection', (websocket, { socket }) => {
      traffic = () => ({ read: socket.bytesRead, written: socket.bytesWritten })
      websocket.on('error', () => undefined)
      websocket.on('message', (data: Buffer) => websocket.send(reply(data)))
    })
    await new Promise((resolve) => server.once('listening', resolve))
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })

  afterEach(async () => {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  })

  const large = 'compressible '.repeat(10_000)

  it('is off by default: nothing is offered', async () => {
    expect((await reach({ url }, 'Open')).extensions).to.equal('')
    expect(await exchange({ url }, large)).to.equal(large)
    expect(traffic().read).to.be.above(large.length)
  })

  it('compresses both directions', async () => {
    expect((await reach({ url, compression: true }, 'Open')).extensions).to.equal('permessage-deflate')
    expect(await exchange({ url, compression: true }, large)).to.equal(large)
    expect(traffic().read).to.be.below(large.length / 10)
    expect(traffic().written).to.be.below(large.length / 10)
  })

  it('sends messages below the threshold as they are', async () => {
    await exchange({ url, compression: { threshold: large.length + 1 } }, large)
    expect(traffic().read).to.be.above(large.length)
    await exchange({ url, compression: { threshold: large.length } }, large)
    expect(traffic().read).to.be.below(large.length / 10)
  })

  for (const [bound, options] of [
    ['maxInflatedSize', { compression: { maxInflatedSize: 1_000_000 } }],
    ['maxMessageSize', { compression: true, maxMessageSize: 1_000_000 }],
    [
      'maxMessageSize, where maxInflatedSize is larger',
      { compression: { maxInflatedSize: 2 ** 30 }, maxMessageSize: 1_000_000 },
    ],
  ] as const) {
    it(`guarantee 9: fails with 1009 at a message that inflates beyond ${bound}`, async () => {
      const bomb = Buffer.alloc(20_000_000)
      expect(deflateRawSync(bomb).length).to.be.below(100_000)
      reply = () => bomb
      const error: unknown = await exchange({ url, ...options }, 'go').catch((cause: unknown) => cause)
      expect(error).to.include({ _tag: 'ProtocolFailed', code: 1009 })
    })
  }
})
