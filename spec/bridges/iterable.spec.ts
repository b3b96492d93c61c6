import { expect } from 'chai'
import { clientStart$, clientStop$ } from 'pulsewire'
import { iterate } from 'pulsewire/iterable'

import { connectTo } from '../support/peers/connect-to.ts'
import { listen } from '../support/peers/ws-server.ts'
import { leftOver } from './left-over.ts'
import { connectionTo, numbered, take } from './taking.ts'

describe('iterate', () => {
  it('gives every one of 1,000 messages of one turn, in order', async () => {
    const { chat, peer, errors } = connectTo({ opens: true })
    const iterator = iterate(chat)[Symbol.asyncIterator]()
    const first = iterator.next()
    peer.last.say(...numbered(1_000))
    expect((await first).value).to.equal('0')
    expect(await take(iterator, 999)).to.deep.equal(numbered(1_000).slice(1))
    expect(errors.values).to.deep.equal([])
  })

  it('starts with the first step, and not before', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const iterator = iterate(chat)[Symbol.asyncIterator]()
    expect(peer.sockets).to.have.length(0)
    void iterator.next()
    expect(peer.sockets).to.have.length(1)
    await iterator.return?.()
  })

  for (const way of ['break', 'throw', 'return'] as const) {
    it(`leaves nothing when the loop is left by ${way}`, async () => {
      const { chat, peer, clock, errors } = connectTo({ opens: true })
      const seen: string[] = []
      const loop = async (): Promise<void> => {
        for await (const message of iterate(chat)) {
          seen.push(message)
          if (way === 'break') break
          if (way === 'return') return
          throw new Error('enough')
        }
      }
      const over = loop().catch((error: unknown) => String(error))
      peer.last.say('a', 'b')
      expect(await over).to.equal(way === 'throw' ? 'Error: enough' : undefined)
      clock.pass(0)
      expect(seen).to.deep.equal(['a'])
      expect(peer.last.closes).to.deep.equal([[1000, '']])
      errors.stop()
      expect(leftOver(chat)).to.deep.equal([])
      expect(clock.pending()).to.equal(0)
    })
  }

  it('asks for nothing more once it was left', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const iterator = iterate(chat)[Symbol.asyncIterator]()
    await iterator.return?.()
    expect(await iterator.next()).to.deep.equal({ done: true, value: undefined })
    expect(peer.sockets).to.have.length(0)
  })

  it('stops reading while no loop asks, and resumes below half of the mark', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const iterator = iterate(chat, { highWaterMark: 10 })[Symbol.asyncIterator]()
    const first = iterator.next()
    peer.last.say(...numbered(11))
    await first
    expect(peer.last.readings).not.to.include('pause')
    peer.last.say('one too many')
    expect(peer.last.readings.at(-1)).to.equal('pause')
    await take(iterator, 6)
    expect(peer.last.readings.at(-1)).to.equal('pause')
    await take(iterator, 1)
    expect(peer.last.readings.at(-1)).to.equal('resume')
  })

  it('waits for the slower of two loops, and reads on when that one is left', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const [fast, slow] = [1, 2].map(() => iterate(chat, { highWaterMark: 1 })[Symbol.asyncIterator]())
    const asked = [fast!.next(), slow!.next()]
    peer.last.say('a', 'b', 'c')
    await Promise.all(asked)
    await take(fast!, 2)
    expect(peer.sockets).to.have.length(1)
    expect(peer.last.readings.at(-1)).to.equal('pause')
    await slow!.return?.()
    expect(peer.last.readings.at(-1)).to.equal('resume')
  })

  it('ends after the last message when the peer closes with 1000', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    const iterator = iterate(chat)[Symbol.asyncIterator]()
    const first = iterator.next()
    peer.last.say('a', 'b')
    peer.last.lose(1000)
    await first
    expect((await iterator.next()).value).to.equal('b')
    expect(await iterator.next()).to.deep.equal({ done: true, value: undefined })
    errors.stop()
    expect(leftOver(chat)).to.deep.equal([])
    expect(clock.pending()).to.equal(0)
  })

  it('throws after the last message when the connection fails, and once', async () => {
    const { chat, peer, errors } = connectTo({ opens: true })
    const iterator = iterate(chat)[Symbol.asyncIterator]()
    const first = iterator.next()
    peer.last.say('a', 'b')
    peer.last.lose(1002)
    await first
    expect((await iterator.next()).value).to.equal('b')
    const thrown: unknown = await iterator.next().catch((error: unknown) => error)
    expect(thrown).to.equal(errors.values.at(-1))
    expect(await iterator.next()).to.deep.equal({ done: true, value: undefined })
  })

  it('holds no later run back with what it left unread', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const iterator = iterate(chat, { highWaterMark: 1 })[Symbol.asyncIterator]()
    const first = iterator.next()
    peer.last.say(...numbered(9))
    await first
    clientStop$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined })
    expect(peer.sockets).to.have.length(2)
    expect(peer.last.readings).not.to.include('pause')
    expect(await take(iterator, 8)).to.deep.equal(numbered(9).slice(1))
    expect((await iterator.next()).done).to.equal(true)
  })

  it('answers steps that were taken at once in their order', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const iterator = iterate(chat)[Symbol.asyncIterator]()
    const steps = [iterator.next(), iterator.next(), iterator.next()]
    peer.last.say('a', 'b')
    peer.last.lose(1000)
    expect((await Promise.all(steps)).map(({ value }) => value as unknown)).to.deep.equal(['a', 'b', undefined])
  })

  it('dials nothing when its signal was aborted before', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const iterator = iterate(chat, { signal: AbortSignal.abort('never mind') })[Symbol.asyncIterator]()
    expect(await iterator.next().catch((reason: unknown) => reason)).to.equal('never mind')
    expect(peer.sockets).to.have.length(0)
  })

  it('throws the reason of an abort to a loop that waits, and leaves nothing', async () => {
    const { chat, peer, clock, errors } = connectTo({ opens: true })
    const controller = new AbortController()
    const iterator = iterate(chat, { signal: controller.signal })[Symbol.asyncIterator]()
    const waiting = iterator.next().catch((reason: unknown) => reason)
    controller.abort('enough')
    expect(await waiting).to.equal('enough')
    clock.pass(0)
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    errors.stop()
    expect(leftOver(chat)).to.deep.equal([])
  })

  it('throws the reason of an abort at the next step, before what waits', async () => {
    const { chat, peer } = connectTo({ opens: true })
    const controller = new AbortController()
    const iterator = iterate(chat, { signal: controller.signal })[Symbol.asyncIterator]()
    const first = iterator.next()
    peer.last.say('a', 'b')
    await first
    controller.abort('enough')
    expect(await iterator.next().catch((reason: unknown) => reason)).to.equal('enough')
    expect((await iterator.next()).done).to.equal(true)
  })

  it('guarantee 9: takes 5,000 messages from a peer that cannot wait, never more than a read ahead', async () => {
    const message = 'x'.repeat(1_024)
    const { url, close } = await listen((socket) => {
      for (let sent = 0; sent < 5_000; sent++) socket.send(message)
    })
    const { chat, ahead } = connectionTo(url)
    let seen = 0
    let most = 0
    for await (const _ of iterate(chat)) {
      seen += 1
      most = Math.max(most, ahead() - seen)
      if (seen % 64 === 0) await new Promise(setImmediate)
      if (seen === 5_000) break
    }
    // The mark, what was read in one piece, and what was on its way when reading stopped.
    expect(most).to.be.lessThan(64 + 3 * 64)
    await close()
  })
})
