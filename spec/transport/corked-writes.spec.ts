import type { Socket as TcpSocket } from 'node:net'
import { Writable } from 'node:stream'

import { expect } from 'chai'

import { corkForTick } from '../../lib/transport/corked-writes.ts'

/** A TCP socket that tells how many chunks each write to the system had. */
function tcpSocket(writes: number[]): TcpSocket {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => {
      writes.push(1)
      done()
    },
    writev: (chunks, done) => {
      writes.push(chunks.length)
      done()
    },
  })
  return stream as unknown as TcpSocket
}

/** Does something from the event loop itself: mocha calls a spec from a promise continuation. */
const inTurn = (work: () => void): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => {
      work()
      resolve()
    })
  })

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('corkForTick', () => {
  let writes: number[]
  let tcp: TcpSocket

  function send(done?: () => void): void {
    corkForTick(tcp)
    tcp.write('x', () => done?.())
  }

  beforeEach(async () => {
    writes = []
    tcp = tcpSocket(writes)
    await turn()
  })

  it('joins a burst, with the promise continuations and next ticks behind it', async () => {
    await inTurn(() => {
      send()
      send()
      queueMicrotask(send)
      void Promise.resolve()
        .then(() => send())
        .then(() => send())
      process.nextTick(send)
    })
    await turn()
    expect(writes).to.deep.equal([6])
  })

  it('joins what promise continuations write, but not with one message before them', async () => {
    await inTurn(() => {
      send()
      void Promise.resolve()
        .then(() => send())
        .then(() => send())
    })
    await turn()
    expect(writes).to.deep.equal([1, 2])
  })

  it('does not keep one message beyond its tick', async () => {
    let early = 0
    // Of 100 ticks at most two leave the event loop its turn first.
    for (let i = 0; i < 100; i += 1) {
      // Before `send`, so that it runs before anything that `send` leaves to the event loop.
      setImmediate(() => (early += writes.length > i ? 1 : 0))
      send()
      await turn()
      await turn()
    }
    expect(early).to.be.at.least(98)
    expect(writes).to.deep.equal(Array.from({ length: 100 }, () => 1))
  })

  it('keeps sockets apart', async () => {
    const others: number[] = []
    const other = tcpSocket(others)
    send()
    corkForTick(other)
    other.write('y')
    send()
    await turn()
    await turn()
    expect([writes, others]).to.deep.equal([[2], [1]])
  })

  it('corks anew what was uncorked within the tick', async () => {
    send()
    tcp.uncork()
    send()
    send()
    await turn()
    await turn()
    expect(writes).to.deep.equal([1, 2])
  })

  it('lets the event loop take its turn, however fast messages follow answers', async () => {
    const turned = { yet: false }
    setTimeout(() => (turned.yet = true), 1)
    while (!turned.yet) await new Promise<void>((resolve) => send(resolve))
    expect(writes.length).to.be.above(0)
  })
})
