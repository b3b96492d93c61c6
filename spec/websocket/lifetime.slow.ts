import { expect } from 'chai'
import type { Transport } from 'pulsewire'
import { WebSocket, webSocketClass } from 'pulsewire/websocket'

import { ManualClock } from '../support/clocks/manual-clock.ts'
import { liveMemory } from '../support/live-memory.ts'
import { listen } from '../support/peers/ws-server.ts'
import { eventOf } from './recorded.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Whether an object is collected once the turns that may hold it are over. */
async function isCollected(reference: WeakRef<object>): Promise<boolean> {
  for (let i = 0; i < 10; i++) {
    await turn()
    liveMemory()
    if (reference.deref() === undefined) return true
  }
  return false
}

/** A peer that keeps nothing: it opens at once, says hello, and completes the closing handshake. */
const forgetful: Transport = (_, listener) => {
  listener.opened({ protocol: '', extensions: '' })
  listener.received('hello', false)
  const end = (): void => listener.ended({ _tag: 'Closed', code: 1005, reason: '', wasClean: true })
  return { send: (_data, _isBinary, done) => done(), close: end, terminate: end, bufferedAmount: 0 }
}

describe('the lifetime of a WebSocket', function () {
  this.timeout(60_000).slow(30_000)

  for (const pool of [false, true]) {
    it(`guarantee 9: 10,000 ${pool ? 'pooled' : 'plain'} sockets, opened and closed, leave nothing`, () => {
      const time = new ManualClock(0)
      const clock = time.view()
      const Socket = webSocketClass({ transport: forgetful, clock, pool })
      let closed = 0
      const round = (count: number): void => {
        for (let i = 0; i < count; i++) {
          const socket = new Socket('ws://peer/')
          socket.onmessage = () => {
            socket.send('bye')
            socket.close()
          }
          socket.addEventListener('close', () => closed++)
          time.pass(5)
        }
      }
      round(10_000)
      const before = liveMemory()
      round(10_000)
      const left = liveMemory() - before
      expect([closed, clock.pending()]).to.deep.equal([20_000, 0])
      // Less than 20 bytes of each: what the heap of V8 itself moves by.
      expect(left).to.be.below(200_000)
    })
  }

  it('keeps an open socket with listeners that nobody refers to, and drops it once it is closed', async () => {
    const got: string[] = []
    const server = await listen((peer) => {
      peer.on('message', (data) => peer.send(`${(data as Buffer).toString('utf8')}!`))
    })
    const { reference, ended } = await (async () => {
      const socket = new WebSocket(server.url)
      await eventOf(socket, 'open')
      socket.onmessage = ({ data }) => got.push(data as string)
      const ended = new Promise<void>((resolve) => (socket.onclose = () => resolve()))
      return { reference: new WeakRef(socket), ended }
    })()
    expect(await isCollected(reference)).to.equal(false)
    for (const peer of server.server.clients) peer.send('still here')
    while (got.length === 0) await turn()
    expect(got).to.deep.equal(['still here'])
    for (const peer of server.server.clients) peer.close(1_000)
    await ended
    expect(await isCollected(reference)).to.equal(true)
    await server.close()
  })
})
