import { expect } from 'chai'
import { clientStart$, sendFrom } from 'pulsewire'
import { fromReadableStream, toReadableStream } from 'pulsewire/streams'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { until } from '../transport/harness.ts'
import { leftOver } from './left-over.ts'
import { kibibytes, numbered } from './taking.ts'

describe('toReadableStream', () => {
  it('gives every one of 1,000 messages of one turn, in order', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const reader = toReadableStream(chat).getReader()
    const reading = Promise.all(numbered(1_000).map(() => reader.read()))
    await Promise.resolve()
    peer.last.say(...numbered(1_000))
    expect((await reading).map(({ value }) => value)).to.deep.equal(numbered(1_000))
  })

  it('starts with the first read, and leaves nothing once it is cancelled', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
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

  it('stops reading from the network while the stream is not read, and resumes when it is', async () => {
    const { chat, peer } = connectTo({ opens: true })
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
    const { chat, peer, errors } = connectTo({ opens: true })
    const reader = toReadableStream(chat).getReader()
    const first = reader.read()
    await Promise.resolve()
    peer.last.say('a', 'b')
    peer.last.lose(1002)
    expect([(await first).value, (await reader.read()).value]).to.deep.equal(['a', 'b'])
    expect(await reader.read().catch((error: unknown) => error)).to.equal(errors.values.at(-1))
  })

  it('closes after the last message when the peer closes with 1000', async () => {
    const { chat, peer } = connectTo({ opens: true })
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
    const { chat, peer } = connectTo({ writes: false })
    const { stream, pulls } = streamOf(...numbered(300).map(() => kibibytes(1)))
    const results = watch(sendFrom(chat, fromReadableStream(stream)))
    clientStart$(chat).subscribe({ error: () => undefined })
    await new Promise(setImmediate)
    expect(pulls()).to.equal(0)
    peer.last.open()
    await until(() => peer.last.sent.length >= 250)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(peer.last.sent.length).to.be.within(250, 260)
    expect(pulls()).to.be.lessThan(260)
    peer.last.answer()
    await until(() => peer.last.sent.length >= 300)
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
