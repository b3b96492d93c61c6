import { expect } from 'chai'
import { clientStart$, clientStop$, send } from 'pulsewire'
import { toReadableStream, toWritableStream } from 'pulsewire/streams'
import { of } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { leftOver } from './left-over.ts'
import { isPending, kibibytes, numbered } from './taking.ts'

describe('toWritableStream', () => {
  it('sends 1,000 messages of one turn, in order, and closes when all are answered', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true, writes: false })
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
    const { chat, peer } = connectTo({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    await writer.ready
    expect(peer.sockets).to.have.length(0)
    await writer.write('a')
    expect(peer.last.sent).to.deep.equal(['a'])
    await writer.abort()
  })

  it('makes the writer wait while much is unsent', async () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    const writer = toWritableStream(chat).getWriter()
    for (let index = 0; index < 255; index++) await writer.write(kibibytes(1))
    expect(await isPending(writer.ready)).to.equal(false)
    const write = writer.write(kibibytes(1))
    expect(await isPending(write)).to.equal(true)
    expect(await isPending(writer.ready)).to.equal(true)
    void writer.write('one that has to wait')
    peer.last.answer(1)
    await write
    await new Promise(setImmediate)
    expect(peer.last.sent.at(-1)).to.equal('one that has to wait')
  })

  it('makes the writer wait for the connection, with no more than one message', async () => {
    const { chat, peer } = connectTo()
    const writer = toWritableStream(chat).getWriter()
    const writes = numbered(2_000).map((message) => writer.write(message))
    expect(await isPending(writes[0]!)).to.equal(true)
    peer.last.open()
    await Promise.all(writes)
    expect(peer.last.sent).to.deep.equal(numbered(2_000))
    await writer.abort()
  })

  it('errors with what became of a message that was not sent', async () => {
    const { chat, peer, errors } = connectTo({ opens: true, writes: false })
    const writer = toWritableStream(chat).getWriter()
    await writer.write('a')
    peer.last.lose(1011)
    const reason: unknown = await writer.closed.catch((error: unknown) => error)
    expect(reason).to.equal(errors.values.find(({ _tag }) => _tag === 'SendUncertain'))
    expect(await writer.write('b').catch((error: unknown) => error)).to.equal(reason)
  })

  it('errors when the connection fails, though nothing is being sent', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    await writer.write('a')
    peer.last.lose(1002)
    expect(await writer.closed.catch((error: unknown) => error)).to.equal(errors.values.at(-1))
    errors.stop()
    expect(leftOver(chat)).to.deep.equal([])
    expect(clock.pending()).to.equal(0)
  })

  it('errors with NotOpen after a stop', async () => {
    const { chat, errors } = connectTo({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    await writer.write('a')
    clientStop$(chat).subscribe()
    void writer.write('b').catch(() => undefined)
    const reason: unknown = await writer.closed.catch((error: unknown) => error)
    expect(reason).to.equal(errors.values.at(-1)).and.to.have.property('_tag', 'NotOpen')
  })

  it('aborts while a write waits, and withdraws unwritten messages', async () => {
    const { chat, peer, clock, errors } = connectTo()
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

  it('aborts while a write waits for room that never comes', async () => {
    const { chat, peer, clock } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 4_096 } })
    clientStart$(chat).subscribe()
    of('x'.repeat(3_000)).pipe(send(chat)).subscribe()
    const writer = toWritableStream(chat).getWriter()
    const write = writer.write('y'.repeat(3_000)).catch((reason: unknown) => reason)
    expect(await isPending(write)).to.equal(true)
    const aborted = writer.abort('enough')
    expect(await isPending(aborted)).to.equal(false)
    expect(peer.last.sent).to.have.length(1)
    clock.pass(0)
  })

  it('takes a pipe from a reader of another connection, and ends with it', async () => {
    const [from, to] = [connectTo({ opens: true }), connectTo({ opens: true })]
    const piped = toReadableStream(from.chat).pipeTo(toWritableStream(to.chat))
    await new Promise(setImmediate)
    from.peer.last.say(...numbered(300))
    from.peer.last.lose(1000)
    await piped
    to.clock.pass(0)
    expect(to.peer.last.sent).to.deep.equal(numbered(300))
    expect(to.peer.last.closes).to.deep.equal([[1000, '']])
  })

  it('guarantee 9: takes its room as a share of outbox.bytes, so that nothing is refused', async () => {
    for (const size of [0, 10_000, 64 * 1_024, 100_000]) {
      const { chat, peer, errors } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 64 * 1_024 } })
      const writer = toWritableStream(chat).getWriter()
      // More than the room.
      const count = size === 0 ? 250 : 60
      let settled = 0
      for (let n = 0; n < count; n++) void writer.write('x'.repeat(size)).then(() => settled++)
      while (settled < count) {
        await new Promise(setImmediate)
        peer.last.answer(1)
      }
      const closed = writer.close()
      peer.last.answer()
      await closed
      expect(peer.last.sent).to.have.length(count)
      expect(errors.values).to.deep.equal([])
    }
  })

  it('lets the event loop go on while a writer writes without end', async () => {
    const { chat } = connectTo({ opens: true })
    const writer = toWritableStream(chat).getWriter()
    let written = 0
    let isOver = false
    const writing = (async () => {
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set while this loop waits
      for (; !isOver && written < 1_000_000; written++) await writer.write('')
    })()
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    isOver = true
    await writing
    expect(written).to.be.lessThan(100_000)
    await writer.abort()
  })
})
