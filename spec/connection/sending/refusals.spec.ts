import { expect } from 'chai'
import { clientStart$, clientStop$, type ConnectionError, send } from 'pulsewire'
import { Subject } from 'rxjs'

import { messageOverhead } from '../../../lib/connection/sending/pending-message.ts'
import { heapGrowth } from '../../support/heap-growth.ts'
import { type ConnectedPeer, connectTo } from '../../support/peers/connect-to.ts'

type Result =
  { readonly _tag: 'Right'; readonly right: unknown } | { readonly _tag: 'Left'; readonly left: ConnectionError }

const start = (chat: ConnectedPeer['chat']): void => {
  clientStart$(chat).subscribe({ error: () => undefined })
}

const tags = (errors: ConnectedPeer['errors']): string[] => errors.values.map(({ _tag }) => _tag)

/** Counts results by tag, without keeping them. */
function counting(chat: ConnectedPeer['chat']): {
  readonly source: Subject<string>
  readonly counts: Record<string, number>
  readonly lefts: Set<ConnectionError>
} {
  const source = new Subject<string>()
  const counts: Record<string, number> = {}
  const lefts = new Set<ConnectionError>()
  source.pipe(send(chat)).subscribe((result: Result) => {
    const tag = result._tag === 'Right' ? 'Right' : result.left._tag
    counts[tag] = (counts[tag] ?? 0) + 1
    if (result._tag === 'Left') lefts.add(result.left)
  })
  return { source, counts, lefts }
}

const body = 'x'.repeat(100)

describe('Messages that are refused', () => {
  it('guarantee 9: cost no memory during an outage, however many they are, and one Fault', () => {
    const { chat, peer, errors } = connectTo()
    start(chat)
    const { source, counts, lefts } = counting(chat)
    const growth = heapGrowth(() => {
      for (let n = 0; n < 200_000; n++) source.next(`${body}${n}`)
    })
    expect(growth).to.be.lessThan(8 * 1_024 * 1_024)
    expect(tags(errors)).to.deep.equal(['OutboxFull'])
    expect(counts).to.deep.equal({})
    peer.last.open()
    expect(counts).to.deep.equal({ Right: 1_024, OutboxFull: 198_976 })
    expect([...lefts]).to.deep.equal(errors.values)
    expect(peer.last.sent).to.have.length(1_024)
  }).timeout(30_000)

  for (const overflow of ['reject', 'dropOldest', 'dropNewest'] as const) {
    it(`guarantee 9: cost no memory while a peer does not read: ${overflow}`, () => {
      const { chat, peer, errors } = connectTo(
        { opens: true, writes: false },
        { outbox: { bytes: 1_048_576, overflow } },
      )
      start(chat)
      const { source, counts } = counting(chat)
      const growth = heapGrowth(() => {
        for (let n = 0; n < 40_000; n++) source.next(`${body}${n}`)
      })
      expect(growth).to.be.lessThan(4 * 1_024 * 1_024)
      expect(tags(errors)).to.deep.equal(['OutboxFull'])
      peer.last.answer()
      const { Right = 0, OutboxFull = 0 } = counts
      expect(Right + OutboxFull).to.equal(40_000)
      expect(Right).to.equal(peer.last.sent.length)
    }).timeout(30_000)

    it(`guarantee 9: cost no memory during an outage with two senders: ${overflow}`, () => {
      const { chat, peer, errors } = connectTo({}, { outbox: { limit: 100, overflow } })
      start(chat)
      const senders = [counting(chat), counting(chat)]
      const growth = heapGrowth(() => {
        for (let n = 0; n < 30_000; n++) senders[n % 2]!.source.next(`${body}${n}`)
      })
      expect(growth).to.be.lessThan(4 * 1_024 * 1_024)
      expect(tags(errors)).to.deep.equal(['OutboxFull'])
      peer.last.open()
      for (const { counts } of senders) {
        const { Right = 0, OutboxFull = 0 } = counts
        expect(Right + OutboxFull).to.equal(15_000)
      }
      expect(senders.reduce((sum, { counts }) => sum + (counts['Right'] ?? 0), 0)).to.equal(100)
    }).timeout(30_000)
  }

  it('give one error for each period of fullness: it ends when half of the outbox is empty', () => {
    const { chat, peer, errors } = connectTo(
      { opens: true, writes: false },
      { outbox: { bytes: 4 * (messageOverhead + 1) } },
    )
    start(chat)
    const { source } = counting(chat)
    for (const n of 'abcdef') source.next(n)
    expect(tags(errors)).to.deep.equal(['OutboxFull'])
    peer.last.answer(1)
    for (const n of 'ghi') source.next(n)
    expect(tags(errors)).to.deep.equal(['OutboxFull'])
    peer.last.answer(2)
    for (const n of 'jklm') source.next(n)
    expect(tags(errors)).to.deep.equal(['OutboxFull', 'OutboxFull'])
    expect(new Set(errors.values).size).to.equal(2)
  })

  it('keep their places between the messages that were accepted', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 2 * (messageOverhead + 1) } })
    start(chat)
    const results: unknown[] = []
    const source = new Subject<string>()
    source.pipe(send(chat)).subscribe((result: Result) => results.push(result._tag === 'Right' ? result.right : 'full'))
    for (const n of 'abcd') source.next(n)
    peer.last.answer(1)
    expect(results).to.deep.equal(['a'])
    for (const n of 'efg') source.next(n)
    peer.last.answer()
    expect(results).to.deep.equal(['a', 'b', 'full', 'full', 'e', 'full', 'full'])
  })

  it('guarantee 9: give an EncodeFailed of their own up to the limit, and again when those before are settled', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false }, { outbox: { limit: 2 } })
    start(chat)
    const { source, counts } = counting(chat)
    for (const expected of [
      { Right: 1, EncodeFailed: 3, OutboxFull: 2 },
      { Right: 2, EncodeFailed: 6, OutboxFull: 4 },
    ]) {
      source.next('a')
      for (let n = 0; n < 5; n++) source.next(n as never)
      peer.last.answer()
      expect(counts).to.deep.equal(expected)
    }
  })

  it('give an EncodeFailed of their own up to the limit, and cost no memory beyond it', () => {
    const { chat, peer, errors } = connectTo({ opens: true, writes: false }, { outbox: { limit: 10 } })
    start(chat)
    const { source, counts } = counting(chat)
    source.next('a')
    const growth = heapGrowth(() => {
      for (let n = 0; n < 10_000; n++) source.next(n as never)
    })
    expect(growth).to.be.lessThan(8 * 1_024 * 1_024)
    expect(errors.values).to.have.length(12)
    peer.last.answer()
    expect(counts).to.deep.equal({ Right: 1, EncodeFailed: 11, OutboxFull: 9_989 })
  }).timeout(30_000)

  it('have an error and a Fault each at rest, and the first of them alone has a stack', () => {
    const { chat, errors } = connectTo()
    const { source, counts, lefts } = counting(chat)
    for (let i = 0; i < 3; i++) source.next(body)
    expect(counts).to.deep.equal({ NotOpen: 3 })
    expect([...lefts]).to.deep.equal(errors.values)
    start(chat)
    clientStop$(chat).subscribe()
    for (let i = 0; i < 2; i++) source.next(body)
    const isTraced = ({ stack = '' }: Error): boolean => /\n\s+at /.test(stack)
    expect([...lefts].map(isTraced)).to.deep.equal([true, false, false, true, false])
  })

  it('are one error while the connection is closing', () => {
    const { chat, peer, errors } = connectTo({ opens: true, writes: false, closes: false })
    start(chat)
    const { source, counts, lefts } = counting(chat)
    source.next('a')
    clientStop$(chat).subscribe()
    const growth = heapGrowth(() => {
      for (let n = 0; n < 50_000; n++) source.next(`${body}${n}`)
    })
    expect(growth).to.be.lessThan(8 * 1_024 * 1_024)
    expect(tags(errors)).to.deep.equal(['NotOpen'])
    peer.last.answer()
    expect(counts).to.deep.equal({ Right: 1, NotOpen: 50_000 })
    expect([...lefts]).to.deep.equal(errors.values)
  }).timeout(30_000)

  it('answer a subscriber that sends again from inside a run in order', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 1 } })
    start(chat)
    const results: string[] = []
    const source = new Subject<string>()
    source.pipe(send(chat)).subscribe((result: Result) => {
      results.push(result._tag === 'Right' ? String(result.right) : result.left._tag)
      if (results.length === 2) source.next('d')
      if (results.length === 3) source.next(7 as never)
    })
    for (const n of 'abc') source.next(n)
    peer.last.answer(1)
    expect(results).to.deep.equal(['a', 'OutboxFull', 'OutboxFull'])
    peer.last.answer()
    expect(results).to.deep.equal(['a', 'OutboxFull', 'OutboxFull', 'd', 'EncodeFailed'])
  })
})

describe('Messages that are accepted', () => {
  it('guarantee 9: are bounded by bytes though they are empty', () => {
    const { chat } = connectTo({ opens: true, writes: false }, { outbox: { bytes: 1_048_576 } })
    start(chat)
    const { source } = counting(chat)
    const growth = heapGrowth(() => {
      for (let n = 0; n < 100_000; n++) source.next(n % 2 === 0 ? '' : 'x')
    })
    expect(growth).to.be.lessThan(8 * 1_024 * 1_024)
  }).timeout(30_000)

  it('guarantee 9: are bounded by bytes though they wait for a start of the same turn', () => {
    const { chat } = connectTo({}, { outbox: { bytes: 1_048_576, limit: 1e9 } })
    const { source, counts } = counting(chat)
    let growth = 0
    clientStop$(chat).subscribe(() => {
      start(chat)
      growth = heapGrowth(() => {
        for (let n = 0; n < 100_000; n++) source.next('')
      })
    })
    expect(growth).to.be.lessThan(8 * 1_024 * 1_024)
    expect(counts).to.deep.equal({})
  }).timeout(30_000)
})
