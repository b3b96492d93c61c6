import { type AddressInfo } from 'node:net'

import { expect } from 'chai'
import { type WebSocket, WebSocketServer } from 'ws'

import { transport } from '../../../lib/transport/node/transport.ts'
import type { DialRequest, SocketEnd } from '../../../lib/transport/transport.ts'
import { transportContract } from '../contract.ts'
import { dial, type Dialed, ended, requestFor, settle, until } from '../harness.ts'
import { wsCapabilities, wsHarness } from '../ws-harness.ts'

describe('ws, compressing', () => {
  let server: WebSocketServer
  let theirs: WebSocket
  let bytesRead: () => number

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: { threshold: 0 } })
    server.on('connection', (websocket, { socket }) => {
      theirs = websocket
      bytesRead = () => socket.bytesRead
      websocket.on('error', () => undefined)
      websocket.on('message', (data, isBinary) => websocket.send(data, { binary: isBinary }))
    })
    await new Promise((resolve) => server.once('listening', resolve))
  })

  afterEach(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })

  async function open(part: Partial<DialRequest>): Promise<Dialed> {
    const request = { ...requestFor(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`), ...part }
    const dialed = dial({ transport, request })
    await until(() => dialed.calls.length > 0)
    return dialed
  }

  const large = 'compressible '.repeat(1_000)

  it('offers nothing by default, and is not compressed', async () => {
    for (const compression of [undefined, false] as const) {
      const { calls, socket, messages } = await open({ compression })
      expect(calls).to.deep.equal(["opened '' ''"])
      const before = bytesRead()
      socket.send(large, false, () => undefined)
      await until(() => messages.length === 1)
      expect(bytesRead() - before).to.be.above(large.length)
    }
  })

  it('compresses messages from the threshold on, in order with those that it does not compress', async () => {
    const { calls, socket, messages } = await open({ compression: { threshold: 100 } })
    expect(calls[0]).to.equal("opened '' 'permessage-deflate'")
    const before = bytesRead()
    const sent = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? large : `small ${i}`))
    const answers: number[] = []
    sent.forEach((text, i) => socket.send(text, false, () => answers.push(i)))
    await until(() => messages.length === sent.length && answers.length === sent.length)
    expect(messages).to.deep.equal(sent)
    expect(answers).to.deep.equal(sent.map((_, i) => i))
    expect(bytesRead() - before).to.be.below((large.length * 20) / 10)
    expect(socket.bufferedAmount).to.equal(0)
    const quiet = bytesRead()
    socket.send('x'.repeat(99), false, () => undefined)
    await until(() => messages.length === sent.length + 1)
    expect(bytesRead() - quiet).to.be.above(99)
  })

  it('answers no message before it was compressed and written (2)', async () => {
    const dialed = await open({ compression: true })
    let answers = 0
    // A single message before: the next one would leave, and be answered, at once.
    dialed.socket.send('single', false, () => (answers += 1))
    await until(() => answers === 1)
    await settle()
    dialed.socket.send('y'.repeat(1 << 20), false, () => (answers += 1))
    expect(dialed.socket.bufferedAmount).to.be.above(0)
    dialed.socket.terminate()
    await ended(dialed)
    await settle()
    expect(answers).to.equal(1)
  })

  it('closes behind messages that are being compressed', async () => {
    const dialed = await open({ compression: true })
    const received: number[] = []
    theirs.on('message', (data: Buffer) => received.push(data.length))
    for (let i = 0; i < 5; i += 1) dialed.socket.send('z'.repeat(200_000 + i), false, () => undefined)
    dialed.socket.close(4000, 'done')
    await ended(dialed)
    expect(received).to.deep.equal([200_000, 200_001, 200_002, 200_003, 200_004])
    expect(dialed.ends).to.deep.equal([{ _tag: 'Closed', code: 4000, reason: 'done', wasClean: true }])
  })

  for (const [what, part] of [
    ['maxMessageSize', { compression: true, maxMessageSize: 1_000_000 }],
    ['maxInflatedSize', { compression: { maxInflatedSize: 1_000_000 } }],
  ] as const) {
    it(`fails with 1009 at a small message that inflates beyond ${what} (9)`, async () => {
      const dialed = await open(part)
      theirs.send(Buffer.alloc(20_000_000))
      await ended(dialed)
      const [end] = dialed.ends as [SocketEnd]
      expect(end).to.include({ _tag: 'Violated', code: 1009 })
      expect(dialed.messages).to.deep.equal([])
    })
  }
})

const compressing = wsHarness(
  Object.assign((...[request, listener]: Parameters<typeof transport>) => {
    return transport({ ...request, compression: { threshold: 0 } }, listener)
  }, transport),
)

transportContract('ws that offers compression to a server without it', compressing, wsCapabilities)
