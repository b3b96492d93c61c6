import type { Socket as TcpSocket } from 'node:net'
import { Writable } from 'node:stream'

import { expect } from 'chai'

import { TickWrites } from '../../../lib/transport/node/tick-writes.ts'

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
const inTurn = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    setImmediate(() => {
      resolve(work())
    })
  })

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A TCP socket with what lets a tick's messages leave it together. */
class Sending {
  /** How many messages each write had. */
  readonly writes: number[] = []
  readonly tcp = tcpSocket(this.writes)
  readonly #together = new TickWrites(this.tcp)
  #unanswered = 0

  send(done?: () => void): void {
    this.#together.begin(this.#unanswered)
    this.#unanswered++
    this.tcp.write('x', () => {
      this.#unanswered--
      done?.()
    })
  }
}

describe('TickWrites', () => {
  let sending: Sending
  let writes: number[]
  const send = (done?: () => void): void => {
    sending.send(done)
  }

  /** Sends lone messages until one has left the event loop its turn: the next ones will not. */
  async function justAfterATurn(): Promise<void> {
    await inTurn(send)
    await turn()
    for (;;) {
      const [before, after] = await inTurn(() => {
        const count = writes.length
        send()
        return [count, writes.length] as const
      })
      await turn()
      if (after === before) return
    }
  }

  beforeEach(async () => {
    sending = new Sending()
    writes = sending.writes
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
        .then(() => send())
    })
    await turn()
    expect(writes).to.deep.equal([1, 1, 2])
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

  it('lets one message leave at once behind one that was alone, and what follows it in its tick together', async () => {
    const burst = (count: number) => (): void => {
      for (let i = 0; i < count; i += 1) send()
    }
    await justAfterATurn()
    writes.length = 0
    await inTurn(() => {
      send()
      expect(writes).to.deep.equal([1])
      burst(5)()
    })
    await turn()
    // It takes bursts for the rule from here on.
    await inTurn(burst(6))
    await turn()
    await inTurn(burst(6))
    await turn()
    expect(writes).to.deep.equal([1, 5, 6, 6])
  })

  it('keeps sockets apart', async () => {
    const other = new Sending()
    send()
    other.send()
    send()
    await turn()
    await turn()
    expect([writes, other.writes]).to.deep.equal([[2], [1]])
  })

  it('corks anew what was uncorked within the tick', async () => {
    send()
    sending.tcp.uncork()
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

  it('lets it take its turn among many sockets too', async () => {
    const many = Array.from({ length: 100 }, () => new Sending())
    let turns = 0
    const count = (): void => {
      turns += 1
      if (turns < 100) setImmediate(count)
    }
    setImmediate(count)
    for (let round = 0; round < 10; round += 1) {
      for (const one of many) await new Promise<void>((resolve) => one.send(resolve))
    }
    // 1,000 messages, each in answer to the one before.
    expect(turns).to.be.at.least(10)
    turns = 100
  })
})
