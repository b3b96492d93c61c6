import { Writable } from 'node:stream'

import { expect } from 'chai'

import { ReceiveLane } from '../../../../lib/transport/node/receiving/receive-lane.ts'
import { frame } from '../../../support/peers/raw-peer.ts'

/** A lane, the messages that it has delivered, and the writes to the receiver behind it. */
class Lane {
  readonly messages: (string | Uint8Array)[] = []
  readonly writes: Buffer[] = []
  readonly receiver = new Writable({
    highWaterMark: 1_000,
    write: (chunk: Buffer, _encoding, done) => {
      this.writes.push(chunk)
      if (chunk[0] === 0x83) done(new Error('an unknown opcode'))
      else if (this.isSlow) setImmediate(done)
      else done()
    },
  }).on('error', () => undefined)
  isListening = true
  /** Whether the receiver takes a turn for each write. */
  isSlow = false
  /** Called with each message. */
  onMessage: (data: string | Uint8Array) => void = () => undefined
  readonly lane: ReceiveLane

  constructor(maxMessageSize = 1_000_000) {
    const listener = {
      received: (data: string | Uint8Array): void => {
        this.messages.push(data)
        this.onMessage(data)
      },
    }
    const isListening = (): boolean => this.isListening
    const socket = {
      listener,
      get isListening() {
        return isListening()
      },
      inputEnded: () => undefined,
    }
    this.lane = new ReceiveLane(this.receiver, socket, maxMessageSize)
  }

  write(...frames: Buffer[]): boolean {
    return this.lane.write(Buffer.concat(frames))
  }
}

const text = (data: string): Buffer => frame(0x81, data)
const ping = frame(0x89)

describe('ReceiveLane', () => {
  it('delivers the short messages of a chunk, and forwards nothing', () => {
    const one = new Lane()
    expect(one.write(text('a'), frame(0x82, 'b'), text(''), text('ä'.repeat(100)))).to.equal(true)
    expect(one.messages).to.deep.equal(['a', new Uint8Array([98]), '', 'ä'.repeat(100)])
    expect(one.writes).to.deep.equal([])
  })

  it('forwards the frames between two short messages in one write', () => {
    const one = new Lane()
    const between = [ping, frame(0x01, 'x'), ping, frame(0x80, 'y')]
    one.write(text('a'), ...between, text('b'))
    expect(one.messages).to.deep.equal(['a', 'b'])
    expect(one.writes).to.deep.equal([Buffer.concat(between)])
  })

  it('forwards a whole chunk as it is', () => {
    const one = new Lane()
    const chunk = Buffer.concat([ping, ping])
    one.lane.write(chunk)
    expect(one.writes[0]).to.equal(chunk)
  })

  it('joins a message that comes in two chunks', () => {
    const message = text('x'.repeat(300))
    for (let cut = 1; cut < message.length; cut++) {
      const one = new Lane()
      one.write(message.subarray(0, cut))
      expect(one.messages).to.deep.equal([])
      one.write(message.subarray(cut), text('next'))
      expect([one.messages, one.writes]).to.deep.equal([['x'.repeat(300), 'next'], []])
    }
  })

  it('leaves a message that comes in more chunks to the receiver, which joins them once (9)', () => {
    const one = new Lane()
    const message = text('x'.repeat(300))
    one.write(message.subarray(0, 10))
    for (let at = 10; at < message.length; at++) one.write(message.subarray(at, at + 1))
    one.write(text('next'))
    expect(one.messages).to.deep.equal(['next'])
    expect(Buffer.concat(one.writes)).to.deep.equal(message)
  })

  it('copies no byte more than twice, however small the chunks are (9)', () => {
    const one = new Lane()
    const message = text('x'.repeat(16_000))
    const { concat } = Buffer
    let copied = 0
    Buffer.concat = (list: ReadonlyArray<Uint8Array>) => {
      const joined = concat(list)
      copied += joined.length
      return joined
    }
    try {
      for (let at = 0; at < message.length; at++) one.lane.write(message.subarray(at, at + 1))
    } finally {
      Buffer.concat = concat
    }
    expect(copied).to.be.below(20)
  })

  it('leaves messages above 16 KiB to the receiver, and those above maxMessageSize (9)', () => {
    const sizes = [16_384, 16_385, 100, 101]
    const forwarded = sizes.map((size, i) => {
      const one = new Lane(i < 2 ? 1_000_000 : 100)
      one.write(text('x'.repeat(size)))
      return one.writes.length > 0
    })
    expect(forwarded).to.deep.equal([false, true, false, true])
  })

  it('answers as the receiver does, so that a full receiver stops the reading', async () => {
    const one = new Lane()
    const long = frame(0x89, 'x'.repeat(125))
    one.isSlow = true
    expect(one.write(text('a'), ...Array.from({ length: 10 }, () => long), text('b'))).to.equal(false)
    expect(one.messages).to.deep.equal(['a', 'b'])
    await new Promise((resolve) => one.receiver.once('drain', resolve))
  })

  it('gives the receiver the beginning of a frame when no chunk follows', () => {
    for (const frame of [text('abc'), ping, text('x'.repeat(300))]) {
      const one = new Lane()
      const part = frame.subarray(0, frame.length - 1)
      one.lane.write(part)
      one.lane.end()
      expect(Buffer.concat(one.writes)).to.deep.equal(part)
    }
  })

  it('delivers nothing behind the failure or the end of the receiver', () => {
    const failed = new Lane()
    failed.write(text('a'), frame(0x83), text('b'))
    failed.write(text('c'))
    const ended = new Lane()
    ended.write(ping, text('a'))
    ended.receiver.end()
    ended.write(ping, text('b'))
    expect([failed.messages, ended.messages]).to.deep.equal([['a'], ['a']])
  })

  it('delivers nothing after a breach', () => {
    const one = new Lane()
    one.onMessage = () => (one.isListening = false)
    one.write(text('a'), text('b'), frame(0x82, 'c'))
    expect(one.messages).to.deep.equal(['a'])
  })

  it('keeps the order of chunks that come while one is read', () => {
    const one = new Lane()
    one.onMessage = (data) => {
      if (data === 'a') for (const next of ['c', 'd']) one.write(text(next))
      if (data === 'c') one.write(text('e'))
    }
    one.write(text('a'), text('b'))
    expect(one.messages).to.deep.equal(['a', 'b', 'c', 'd', 'e'])
  })
})
