import type { Socket as TcpSocket } from 'node:net'
import { Writable } from 'node:stream'

import { expect } from 'chai'

import { FrameWriter } from '../../../../lib/transport/node/sending/frame-writer.ts'
import { WriteAnswers } from '../../../../lib/transport/node/sending/write-answers.ts'
import { clientFrames } from '../../../support/peers/client-frames.ts'

/** A TCP socket that counts the messages of each write to the system. */
function tcpSocket(writes: number[]): TcpSocket {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (chunk.length > 0) writes.push(clientFrames(chunk).length)
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

/** A TCP socket with what joins the messages of a tick. */
class Sending {
  readonly isDestroyed = false
  /** How many messages each write had. */
  readonly writes: number[] = []
  readonly writer = new FrameWriter(tcpSocket(this.writes), new WriteAnswers(this), true)

  send(done: () => void = () => undefined): void {
    this.writer.send(Buffer.from('x'), false, done)
  }
}

describe('TickWrites', () => {
  let sending: Sending
  let writes: number[]
  const send = (done?: () => void): void => {
    sending.send(done)
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

  it('does not join what promise continuations write behind the answer of a single message', async () => {
    await inTurn(() => {
      send()
      void Promise.resolve()
        .then(() => send())
        .then(() => send())
        .then(() => send())
    })
    await turn()
    expect(writes).to.deep.equal([1, 1, 1, 1])
  })

  it('does not keep one message beyond its tick', async () => {
    let early = 0
    for (let i = 0; i < 100; i += 1) {
      // Before `send`, so that it runs before anything that `send` leaves to the event loop.
      setImmediate(() => (early += writes.length > i ? 1 : 0))
      send()
      await turn()
      await turn()
    }
    expect(early).to.equal(100)
    expect(writes).to.deep.equal(Array.from({ length: 100 }, () => 1))
  })

  it('writes a message at once behind a lone one, and the rest of its tick together', async () => {
    const burst = (count: number) => (): void => {
      for (let i = 0; i < count; i += 1) send()
    }
    await inTurn(send)
    await turn()
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

  /** A chain of promise continuations. */
  async function chain(length: number): Promise<void> {
    for (let i = 0; i < length; i += 1) await Promise.resolve()
  }

  for (const [what, count] of [
    ['a burst', 3],
    ['a first single message', 1],
  ] as const) {
    it(`does not hold ${what} until the end of a long chain of promise continuations`, async () => {
      await inTurn(async () => {
        // From a continuation, the next tick comes behind the whole chain.
        await Promise.resolve()
        const others = chain(5_000)
        for (let i = 0; i < count; i += 1) send()
        await chain(40)
        expect(writes).to.deep.equal([count])
        await others
      })
    })
  }

  it('does not hold any single message until the end of such a chain', async () => {
    await inTurn(async () => {
      for (let i = 1; i <= 200; i += 1) {
        const others = chain(100)
        send()
        await chain(40)
        expect(writes).to.have.lengthOf(i)
        await others
        await turn()
      }
    })
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

  it('joins what follows a flush within the tick', async () => {
    send()
    sending.writer.flush()
    send()
    send()
    await turn()
    await turn()
    expect(writes).to.deep.equal([1, 2])
  })

  it('keeps the answers in order when the event loop takes its turn, refused messages among them', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers: number[] = []
      const order = new WriteAnswers(sending)
      const done = (number: number) => () => void answers.push(number)
      await inTurn(async () => {
        for (let i = 0; i < 200; i += 1) {
          order.expect(done(i))
          order.seal()()
          if (i % 3 === 0) await Promise.resolve()
        }
        order.refuse(done(200))
      })
      await turn()
      await turn()
      expect(answers).to.deep.equal(Array.from({ length: 201 }, (_, i) => i))
    }
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
