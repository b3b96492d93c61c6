import { expect } from 'chai'
import { clientRestart$, clientStart$, send } from 'pulsewire'
import { EMPTY, map, Observable, of } from 'rxjs'

import type { SubscriberList } from '../../../lib/connection/subscriber-list.ts'
import { liveMemory, settledMemory } from '../../support/live-memory.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { unhandledOf, watch, type Watched } from '../../support/watching.ts'
import { protocol, tickerOf } from './protocol.ts'

function countOf(list: SubscriberList<never> | undefined): number {
  let count = 0
  for (let one = list?.first; one !== undefined; one = one.next) count++
  return count
}

const open = (connected: ReturnType<typeof connectTo>): ReturnType<typeof connectTo> => {
  clientStart$(connected.chat).subscribe({ error: () => undefined })
  return connected
}

const fail = (): never => {
  throw new Error('mine')
}

const count = 10_000
const keys = Array.from({ length: count }, (_, index) => `K${index}`)

describe('topics, at their limits', () => {
  it('T5: 10,000 topics take one message to subscribe, one after a drop, one to leave, and one look-up a message', () => {
    let read = 0
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const { channels } = chat.core()
    const watching = countOf(channels.lifecycle)
    const keyOf = (message: string): string | undefined => {
      read++
      return protocol.keyOf(message)
    }
    const ticker = tickerOf(chat, { keyOf })
    const held = keys.map((key) => watch(ticker(key)))
    clock.pass(0)
    expect(peer.last.sent).to.deep.equal([`sub ${keys.join()}`])
    expect([countOf(channels.values), countOf(channels.lifecycle)]).to.deep.equal([1, watching + 1])
    peer.last.say('K7:a', 'K9999:b', 'none')
    expect(read).to.equal(3)
    expect([held[7]?.values, held[9_999]?.values]).to.deep.equal([['K7:a'], ['K9999:b']])
    peer.last.lose()
    clock.pass(1_000)
    expect(peer.last.sent).to.deep.equal([`sub ${keys.join()}`])
    for (const { stop } of held) stop()
    clock.pass(0)
    expect(peer.last.sent.at(-1)).to.equal(`unsub ${keys.join()}`)
    expect([countOf(channels.values), countOf(channels.lifecycle)]).to.deep.equal([0, watching])
  })

  it('T5: the topics whose linger ends in one turn leave in one message', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const ticker = tickerOf(chat, { linger: 500 })
    const held = keys.map((key) => watch(ticker(key)))
    clock.pass(0)
    for (const { stop } of held) stop()
    clock.pass(500)
    expect(peer.last.sent).to.have.length(2)
  })

  it('holds at most 1,300 bytes for a topic, and nothing after its last subscriber', async () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const ticker = tickerOf(chat)
    const next = (): void => undefined
    ticker('warm up').subscribe(next).unsubscribe()
    clock.pass(0)
    await settledMemory()
    const before = liveMemory()
    const held = keys.map((key) => ticker(key).subscribe(next))
    clock.pass(0)
    peer.last.sent.length = 0
    const each = (liveMemory() - before) / count
    expect(each).to.be.below(1_300)
    for (const subscription of held) subscription.unsubscribe()
    clock.pass(0)
    held.length = peer.last.sent.length = 0
    await settledMemory()
    expect((liveMemory() - before) / count).to.be.below(60)
  })

  it('joining and leaving while the connection is away keeps nothing', () => {
    const { chat, peer, clock } = open(connectTo())
    const ticker = tickerOf(chat)
    const stays = watch(ticker('A'))
    for (const key of keys) {
      watch(ticker(key)).stop()
      clock.pass(0)
    }
    peer.last.open()
    expect(peer.last.sent).to.deep.equal(['sub A'])
    stays.stop()
  })

  it('T3: an unsubscription behind a backlog never reaches the next socket', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true, writes: false }))
    const ticker = tickerOf(chat, { subscribe: (list) => `sub ${list.join()} ${'x'.repeat(1_100_000)}` })
    const topic = watch(ticker('A'))
    clock.pass(0)
    topic.stop()
    clock.pass(0)
    expect(peer.last.sent).to.have.length(1)
    peer.last.lose()
    clock.pass(1_000)
    peer.last.answer()
    expect([peer.sockets.length, peer.last.sent]).to.deep.equal([2, []])
  })

  describe('where the outbox has no room for an unsubscription', () => {
    const full = (): ReturnType<typeof connectTo> & {
      readonly ticker: ReturnType<typeof tickerOf>
      fill: () => void
    } => {
      const connected = open(connectTo({ opens: true, writes: false }, { outbox: { bytes: 2_200 } }))
      const fill = (): void => {
        of('x'.repeat(1_400)).pipe(send(connected.chat)).subscribe()
      }
      return { ...connected, ticker: tickerOf(connected.chat), fill }
    }

    it('T1, T2: it goes with the next changes, ahead of a new subscription of its key', () => {
      const { peer, clock, ticker, fill, errors } = full()
      const stays = watch(ticker('A'))
      const leaves = watch(ticker('B'))
      clock.pass(0)
      fill()
      leaves.stop()
      clock.pass(0)
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['OutboxFull'])
      peer.last.answer()
      const again = watch(ticker('B'))
      clock.pass(0)
      expect(peer.last.sent.filter((data) => !String(data).startsWith('x'))).to.deep.equal([
        'sub A,B',
        'unsub B',
        'sub B',
      ])
      expect([stays.end, again.end]).to.deep.equal([undefined, undefined])
    })

    it('T3: it never reaches the next socket, though no topic is left', () => {
      const { peer, clock, ticker, fill } = full()
      const only = watch(ticker('A'))
      clock.pass(0)
      fill()
      only.stop()
      clock.pass(0)
      peer.last.lose()
      clock.pass(1_000)
      watch(ticker('B'))
      clock.pass(0)
      expect(peer.sockets).to.have.length(2)
      expect(peer.last.sent).to.deep.equal(['sub B'])
    })

    it('guarantee 6: it is dropped with its socket, and no subscription to the connection is left', () => {
      const { chat, peer, clock, ticker, fill } = full()
      const { channels } = chat.core()
      const only = watch(ticker('A'))
      clock.pass(0)
      fill()
      only.stop()
      clock.pass(0)
      expect(countOf(channels.values)).to.equal(1)
      peer.last.lose()
      expect(countOf(channels.values)).to.equal(0)
    })

    it('T1: a key that would have to be subscribed again meanwhile gets the error', () => {
      const { peer, clock, ticker, fill } = full()
      const leaves = watch(ticker('B'))
      clock.pass(0)
      fill()
      leaves.stop()
      clock.pass(0)
      const third = watch(ticker('B'))
      clock.pass(0)
      expect(third.end).to.have.nested.property('error._tag', 'OutboxFull')
      expect(peer.last.sent.filter((data) => !String(data).startsWith('x'))).to.deep.equal(['sub B'])
    })
  })

  it('T3: a topic that ended and whose socket is lost in the same turn is not unsubscribed on the next one', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const through = (messages$: Observable<string>): Observable<string> => messages$.pipe(map(fail))
    const topic = watch(tickerOf(chat, { through })('A'))
    clock.pass(0)
    peer.last.say('A:1')
    expect(topic.end).to.have.property('_tag', 'Errored')
    clientRestart$(chat, { abandon: true }).subscribe()
    clock.pass(0)
    expect(peer.sockets).to.have.length(2)
    expect(peer.sockets.map(({ sent }) => sent)).to.deep.equal([['sub A'], []])
  })
})

describe('topics, with callbacks that throw', () => {
  const mine = { _tag: 'Errored' }

  it('keyOf: the message belongs to no topic, and the next one is read', () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const keyOf = (message: string): string | undefined => (message === 'bad' ? fail() : protocol.keyOf(message))
    const topic = watch(tickerOf(chat, { keyOf })('A'))
    peer.last.say('bad', 'A:1')
    expect(topic.values).to.deep.equal(['A:1'])
  })

  it('isLast: the message is not the last', () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const topic = watch(tickerOf(chat, { isLast: fail })('A'))
    peer.last.say('A:1', 'A:2')
    expect(topic).to.deep.include({ values: ['A:1', 'A:2'], end: undefined })
  })

  it('through: the subscribers of its key get the error, and the next subscriber begins anew', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const through = (messages$: Observable<string>, key: string): Observable<string> =>
      key === 'A' ? fail() : messages$
    const ticker = tickerOf(chat, { through })
    const [first, second] = [watch(ticker('A')), watch(ticker('B'))]
    clock.pass(0)
    expect(first.end).to.deep.include(mine)
    expect(watch(ticker('A')).end).to.deep.include(mine)
    peer.last.say('B:1')
    expect(second.values).to.deep.equal(['B:1'])
    expect(peer.last.sent).to.deep.equal(['sub B'])
  })

  it('subscribe: its keys get the error, which is a Fault too, and others go on', () => {
    const { chat, peer, clock, errors } = open(connectTo({ opens: true }))
    const subscribe = (list: ReadonlyArray<string>): string =>
      list.includes('A') ? fail() : (protocol.subscribe(list) as string)
    const ticker = tickerOf(chat, { subscribe })
    const first = watch(ticker('A'))
    clock.pass(0)
    const second = watch(ticker('B'))
    clock.pass(0)
    expect(first.end).to.have.nested.property('error.message', 'mine')
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
    peer.last.say('B:1')
    expect(second.values).to.deep.equal(['B:1'])
  })

  it('unsubscribe: the error is a Fault, and the topic is gone', () => {
    const { chat, peer, clock, errors } = open(connectTo({ opens: true }))
    const topic = watch(tickerOf(chat, { unsubscribe: fail })('A'))
    clock.pass(0)
    topic.stop()
    clock.pass(0)
    expect(peer.last.sent).to.deep.equal(['sub A'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
  })

  it('a subscriber that throws, even in its teardown, harms no other', async () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const ticker = tickerOf(chat)
    let second: Watched<string> | undefined
    const unhandled = await unhandledOf(() => {
      ticker('A').subscribe(fail)
      second = watch(ticker('A'))
      clock.pass(0)
      peer.last.say('A:1', 'A:2')
    })
    expect(unhandled.map(String)).to.include('Error: mine')
    expect(second?.values).to.deep.equal(['A:1', 'A:2'])
  })

  it('a refusal of a former subscription does not end the one after it', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const refusals: Array<(error: unknown) => void> = []
    const subscribe = (): Observable<unknown> => throwingLater((refuse) => refusals.push(refuse))
    const ticker = tickerOf(chat, { subscribe, unsubscribe: () => EMPTY })
    watch(ticker('A')).stop()
    const first = watch(ticker('A'))
    clock.pass(0)
    first.stop()
    clock.pass(0)
    const second = watch(ticker('A'))
    clock.pass(0)
    expect(refusals).to.have.length(2)
    refusals[0]?.(new Error('late'))
    expect(second.end).to.equal(undefined)
    refusals[1]?.(new Error('refused'))
    expect(second.end).to.have.nested.property('error.message', 'refused')
    expect(peer.last.sent).to.deep.equal([])
  })
})

function throwingLater(ready: (refuse: (error: unknown) => void) => unknown): Observable<never> {
  return new Observable((subscriber) => {
    ready((error) => {
      subscriber.error(error)
    })
  })
}
