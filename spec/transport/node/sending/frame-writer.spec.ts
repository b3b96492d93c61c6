import type { Socket as TcpSocket } from 'node:net'
import { Writable } from 'node:stream'

import { expect } from 'chai'

import { FrameWriter } from '../../../../lib/transport/node/sending/frame-writer.ts'
import { WriteAnswers } from '../../../../lib/transport/node/sending/write-answers.ts'
import { clientFrames } from '../../../support/peers/client-frames.ts'

/** A writer to a system that completes one write each time it is told to. */
class Slow {
  /** The lengths of the messages of each write. */
  readonly writes: (readonly number[])[] = []
  /** Bytes of the memory that each write keeps alive. */
  readonly kept: number[] = []
  readonly answered: string[] = []
  readonly tcp = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      this.writes.push(clientFrames(chunk).map(({ payload }) => payload.length))
      this.kept.push(chunk.buffer.byteLength)
      this.complete = done
    },
  })
  complete: () => void = () => undefined
  readonly writer: FrameWriter

  constructor() {
    const isDestroyed = (): boolean => this.tcp.destroyed
    const answers = new WriteAnswers({
      get isDestroyed() {
        return isDestroyed()
      },
    })
    this.writer = new FrameWriter(this.tcp as unknown as TcpSocket, answers, true)
  }

  send(name: string, size: number): void {
    this.writer.send(new Uint8Array(size), true, () => void this.answered.push(name))
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('FrameWriter', () => {
  it('answers a long message when it has left itself, and not with those before it (2)', async () => {
    const slow = new Slow()
    slow.send('short', 10)
    slow.send('long', 20_000)
    slow.send('last', 5)
    await turn()
    expect([slow.writes, slow.answered]).to.deep.equal([[[10]], []])
    slow.complete()
    await turn()
    expect([slow.writes, slow.answered]).to.deep.equal([[[10], [20_000]], ['short']])
    slow.complete()
    await turn()
    slow.complete()
    await turn()
    expect([slow.writes, slow.answered]).to.deep.equal([
      [[10], [20_000], [5]],
      ['short', 'long', 'last'],
    ])
  })

  it('writes a batch of 64 KiB before the end of the tick, and holds no more (9)', async () => {
    const slow = new Slow()
    let most = 0
    for (let i = 0; i < 200; i++) {
      slow.send('each', 1_000)
      most = Math.max(most, slow.writer.held)
    }
    expect(most).to.be.below(64 * 1_024)
    expect(slow.writes).to.have.lengthOf(1)
    expect(slow.tcp.writableLength + slow.writer.held).to.equal(200 * 1_008)
    await turn()
    expect(slow.writer.held).to.equal(0)
  })

  it('keeps little more memory than the messages need, also for a short tick behind a long one (9)', async () => {
    const slow = new Slow()
    for (let round = 0; round < 20; round++) {
      const count = round % 2 === 0 ? 60 : 1
      for (let i = 0; i < count; i++) slow.send('each', 1_000)
      await turn()
      slow.complete()
      await turn()
    }
    const kept = slow.kept.reduce((sum, bytes) => sum + bytes, 0)
    const needed = slow.writes.flat().reduce((sum, size) => sum + size + 8, 0)
    expect(kept / needed).to.be.below(2.5)
  })

  it('writes nothing to a stream that has ended, and answers none of what it held (2)', async () => {
    const slow = new Slow()
    const errors: Error[] = []
    slow.tcp.on('error', (error) => errors.push(error))
    slow.send('held', 10)
    slow.tcp.end()
    await turn()
    expect([slow.writes, slow.answered, errors]).to.deep.equal([[], [], []])
  })
})
