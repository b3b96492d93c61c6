import { type AddressInfo } from 'node:net'

import { expect } from 'chai'
import { type WebSocket, WebSocketServer } from 'ws'

import { transport } from '../../../lib/transport/node/transport.ts'
import { type ChaosProxy, chaosProxy, seededRandom } from '../../support/peers/chaos-proxy.ts'
import { dial, ended, requestFor, until } from '../harness.ts'

const count = 600

/** Texts and bytes of many lengths, around those where the form of a frame changes. */
function anyMessages(seed: number): ReadonlyArray<string | Uint8Array> {
  const random = seededRandom(seed)
  const sizes = [0, 1, 60, 64, 65, 125, 126, 127, 1_000, 4_000, 16_384, 16_385, 66_000]
  return Array.from({ length: count }, (_, i) => {
    const size = sizes[Math.floor(random() ** 3 * sizes.length)]!
    if (random() < 0.4) return new Uint8Array(size).fill(i)
    return `${i} ${random() < 0.5 ? 'é' : 'e'}`.padEnd(size, 'x')
  })
}

const plain = (data: string | Uint8Array): string =>
  typeof data === 'string' ? data : Buffer.from(data).toString('hex')

describe('ws, behind a proxy that splits and merges chunks', () => {
  let server: WebSocketServer
  let theirs: WebSocket
  let proxy: ChaosProxy

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (websocket) => (theirs = websocket))
    await new Promise((resolve) => server.once('listening', resolve))
  })

  afterEach(async () => {
    await proxy.stop()
    server.close()
  })

  for (const seed of [1, 2]) {
    it(`receives and sends all messages once and in order, pings between them (3, seed ${seed})`, async () => {
      proxy = await chaosProxy((server.address() as AddressInfo).port, seed)
      const dialed = dial({ transport, request: requestFor(`ws://127.0.0.1:${proxy.port}/`) })
      await until(() => dialed.calls.length > 0)
      const outgoing = anyMessages(seed)
      const incoming = anyMessages(seed + 100)
      const arrived: string[] = []
      let pongs = 0
      let answers = 0
      theirs.on('message', (data: Buffer, isBinary) => arrived.push(plain(isBinary ? data : data.toString())))
      theirs.on('pong', () => pongs++)
      for (let i = 0; i < count; i++) {
        theirs.send(incoming[i]!)
        if (i % 50 === 0) theirs.ping(String(i))
        const data = outgoing[i]!
        dialed.socket.send(data, typeof data !== 'string', () => answers++)
        if (i % 40 === 0) dialed.socket.ping?.()
        if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      await until(() => dialed.messages.length === count && arrived.length === count && answers === count)
      expect(dialed.messages.map(plain)).to.deep.equal(incoming.map(plain))
      expect(arrived).to.deep.equal(outgoing.map(plain))
      await until(() => dialed.calls.filter((call) => call === 'ponged').length === count / 40 && pongs > 0)
      dialed.socket.close(1000, 'done')
      await ended(dialed)
      expect(dialed.ends).to.deep.equal([{ _tag: 'Closed', code: 1000, reason: 'done', wasClean: true }])
    })
  }
})
