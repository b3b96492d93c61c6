import { expect } from 'chai'
import { clientStart$, clientStop$, sendFrom } from 'pulsewire'
import { fromReadableStream, toReadableStream, toWritableStream } from 'pulsewire/streams'

import { described } from '../connection/described.ts'
import { watch } from '../connection/watching.ts'
import { leftOver } from './left-over.ts'
import { isPending, numbered } from './taking.ts'

const bytes = (kibibytes: number): string => 'x'.repeat(kibibytes * 1_024)

describe('toReadableStream', () => {
  it('gives every one of 1,000 messages of one turn, in order', async () => {
    const { chat, peer } = described({ opens: true })
    const reader = toReadableStream(chat).getReader()
    const reading = Promise.all(numbered(1_000).map(() => reader.read()))
    await Promise.resolve()
    peer.last.say(...numbered(1_000))
    expect((await reading).map(({ value }) => value)).to.deep.equal(numbered(1_000))
  })

  it('starts with the first read, and leaves nothing once it is cancelled', async () => {
    const { chat, peer, clock, errors } = described({ opens: true })
    const stream = toReadableStream(chat)
    await new Promise(setImmediate)
    expect(peer.sockets).to.have.length(0)
    const reader = stream.getReader()
    const read = reader.read()
    await Promise.resolve()
    expect(peer.sockets).to.have.length(1)
    await reader.cancel()
    expect((await read).done).to.equal(true)
    clock.pass(0)
    errors.stop()
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    expect(leftOver(chat)).to.deep.equal([])
    expect(clock.pending()).to.equal(0)
  })

  it('stops reading from the network while nobody reads, and goes on when somebody does', async () => {
    const { chat, peer } = described({ opens: true })
    const reader = toReadableStream(chat, { highWaterMark: 4 }).getReader()
    const first = reader.read()
    await Promise.resolve()
    peer.last.say(...numbered(6))
    await first
    expect(peer.last.readings.at(-1)).to.equal('pause')
    for (let left = 4; left > 0; left--) await reader.read()
    expect(peer.last.readings.at(-1)).to.equal('resume')
  })

  it('errors after the last message when the connection fails', async () => {
    const { chat, peer, errors } = described({ opens: true })
    const reader = toReadableStream(chat).getReader()
    const first = reader.read()
    await Promise.resolve()
    peer.last.say('a', 'b')
    peer.last.lose(1002)
    expect([(await first).value, (await reader.read()).value]).to.deep.equal(['a', 'b'])
    expect(await reader.read().catch((error: unknown) => error)).to.equal(errors.values.at(-1))
  })

  it('closes after the last message when the peer closes with 1000', async () => {
    const { chat, peer } = described({ opens: true })
    const reader = toReadableStream(chat).getReader()
    const reads = [reader.read(), reader.read()]
    await Promise.resolve()
    peer.last.say('a')
    peer.last.lose(1000)
    expect((await Promise.all(reads)).map(({ done, value }) => (done ? 'closed' : value))).to.deep.equal([
      'a',
      'closed',
    ])
  })
})

describe('toWritableStream', () => {
  it('sends 1,000 messages of one turn, in order, and closes when all are answered', async () => {
    const { chat, peer, clock, errors } = described({ opens: true, writes: false })
    const writer = toWritableStream(chat).getWriter()
    for (const message of numbered(1_000)) void writer.write(message)
    const closed = writer.close()
    await new Promise(setImmediate)
    expect(peer.last.sent).to.deep.equal(numbered(1_000))
    expect(await isPending(closed)).to.equal(true)
    peer.last.answer()
    await closed
    clock.pass(0)
    errors.stop()
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    expect(leftOver(chat)).to.deep.equal([])
    expect(clock.pending()).to.equal(0)
  })

  it('starts with the first write, and not before', async () => {
    const { chat, peer } = described({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    await writer.ready
    expect(peer.sockets).to.have.length(0)
    await writer.write('a')
    expect(peer.last.sent).to.deep.equal(['a'])
    await writer.abort()
  })

  it('makes the writer wait while much is unsent', async () => {
    const { chat, peer } = described({ opens: true, writes: false })
    const writer = toWritableStream(chat).getWriter()
    for (let index = 0; index < 255; index++) await writer.write(bytes(1))
    expect(await isPending(writer.ready)).to.equal(false)
    const write = writer.write(bytes(1))
    expect(await isPending(write)).to.equal(true)
    expect(await isPending(writer.ready)).to.equal(true)
    void writer.write('one that has to wait')
    peer.last.answer(1)
    await write
    await new Promise(setImmediate)
    expect(peer.last.sent.at(-1)).to.equal('one that has to wait')
  })

  it('makes the writer wait for the connection, with no more than one message', async () => {
    const { chat, peer } = described()
    const writer = toWritableStream(chat).getWriter()
    const writes = numbered(2_000).map((message) => writer.write(message))
    expect(await isPending(writes[0]!)).to.equal(true)
    peer.last.open()
    await Promise.all(writes)
    expect(peer.last.sent).to.deep.equal(numbered(2_000))
    await writer.abort()
  })

  it('errors with what became of a message that was not sent', async () => {
    const { chat, peer, errors } = described({ opens: true, writes: false })
    const writer = toWritableStream(chat).getWriter()
    await writer.write('a')
    peer.last.lose(1011)
    const reason: unknown = await writer.closed.catch((error: unknown) => error)
    expect(reason).to.equal(errors.values.find(({ _tag }) => _tag === 'SendUncertain'))
    expect(await writer.write('b').catch((error: unknown) => error)).to.equal(reason)
  })

  it('errors when the connection fails, though nothing is being sent', async () => {
    const { chat, peer, clock, errors } = described({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    await writer.write('a')
    peer.last.lose(1002)
    expect(await writer.closed.catch((error: unknown) => error)).to.equal(errors.values.at(-1))
    errors.stop()
    expect(leftOver(chat)).to.deep.equal([])
    expect(clock.pending()).to.equal(0)
  })

  it('errors with NotOpen after a stop', async () => {
    const { chat, errors } = described({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    await writer.write('a')
    clientStop$(chat).subscribe()
    void writer.write('b').catch(() => undefined)
    const reason: unknown = await writer.closed.catch((error: unknown) => error)
    expect(reason).to.equal(errors.values.at(-1)).and.to.have.property('_tag', 'NotOpen')
  })

  it('lets an abort through though a write is waiting, and withdraws what is not written', async () => {
    const { chat, peer, clock, errors } = described()
    const writer = toWritableStream(chat).getWriter()
    const write = writer.write('a').catch((reason: unknown) => reason)
    expect(await isPending(write)).to.equal(true)
    await writer.abort('enough')
    clock.pass(0)
    errors.stop()
    expect(leftOver(chat)).to.deep.equal([])
    expect(peer.last.sent).to.deep.equal([])
    expect(peer.last.isOver).to.equal(true)
  })

  it('takes a pipe from a reader of another connection, and ends with it', async () => {
    const [from, to] = [described({ opens: true }), described({ opens: true })]
    const piped = toReadableStream(from.chat).pipeTo(toWritableStream(to.chat))
    await new Promise(setImmediate)
    from.peer.last.say(...numbered(300))
    from.peer.last.lose(1000)
    await piped
    to.clock.pass(0)
    expect(to.peer.last.sent).to.deep.equal(numbered(300))
    expect(to.peer.last.closes).to.deep.equal([[1000, '']])
  })
})

describe('fromReadableStream', () => {
  const streamOf = <T>(...parts: T[]): { stream: ReadableStream<T>; cancelled: unknown[]; pulls: () => number } => {
    const cancelled: unknown[] = []
    let pulls = 0
    const stream = new ReadableStream<T>(
      {
        pull: (controller) => {
          pulls += 1
          const [part] = parts.splice(0, 1)
          if (part !== undefined) controller.enqueue(part)
        },
        cancel: (reason) => void cancelled.push(reason),
      },
      { highWaterMark: 0 },
    )
    return { stream, cancelled, pulls: () => pulls }
  }

  it('pulls only when there is room to send', async () => {
    const { chat, peer } = described({ writes: false })
    const { stream, pulls } = streamOf(...numbered(300).map(() => bytes(1)))
    const results = watch(sendFrom(chat, fromReadableStream(stream)))
    clientStart$(chat).subscribe({ error: () => undefined })
    await new Promise(setImmediate)
    expect(pulls()).to.equal(0)
    peer.last.open()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(peer.last.sent.length).to.be.within(250, 260)
    expect(pulls()).to.be.lessThan(260)
    peer.last.answer()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(peer.last.sent).to.have.length(300)
    results.stop()
  })

  it('ends with the stream, and lets a loop be left early', async () => {
    const seen: string[] = []
    const whole = new Blob(['ab']).stream()
    for await (const part of fromReadableStream(whole)) seen.push(new TextDecoder().decode(part))
    expect(seen).to.deep.equal(['ab'])
    const { stream, cancelled } = streamOf('a', 'b')
    for await (const part of fromReadableStream(stream)) {
      expect(part).to.equal('a')
      break
    }
    expect(cancelled).to.have.length(1)
  })

  it('cancels the stream when it is left before its first step', async () => {
    const { stream, cancelled } = streamOf('a')
    const iterator = fromReadableStream(stream)
    await iterator.return?.()
    expect(cancelled).to.have.length(1)
    expect(await iterator.next()).to.deep.equal({ done: true, value: undefined })
  })

  it('cancels at once though a read is under way', async () => {
    const { stream, cancelled } = streamOf<string>()
    const iterator = fromReadableStream(stream)
    const reading = iterator.next()
    await iterator.return?.()
    expect(cancelled).to.have.length(1)
    expect((await reading).done).to.equal(true)
  })

  it('throws what the stream errors with', async () => {
    const stream = new ReadableStream<string>({ start: (controller) => controller.error('broken') })
    const iterator = fromReadableStream(stream)
    expect(await iterator.next().catch((error: unknown) => error)).to.equal('broken')
  })
})
