import { expect } from 'chai'
import { clientStart$, receive$ } from 'pulsewire'
import { mergeMap, range, Subject, type Subscription, takeUntil } from 'rxjs'

import type { SubscriberList } from '../../../lib/connection/subscriber-list.ts'
import * as E from '../../../lib/model/either.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { liveMemory, settledMemory } from '../../support/live-memory.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { unhandledOf, watch, type Watched } from '../../support/watching.ts'
import { brief, callOf, protocol, type Result } from './protocol.ts'

const open = (connected: ReturnType<typeof connectTo>): ReturnType<typeof connectTo> => {
  clientStart$(connected.chat).subscribe({ error: () => undefined })
  return connected
}

function countOf(list: SubscriberList<never> | undefined): number {
  let count = 0
  for (let one = list?.first; one !== undefined; one = one.next) count++
  return count
}

/** More than a socket is handed at once. */
const backlog = 'x'.repeat(1_100_000)

describe('request, at its limits', () => {
  it('R4: a cancellation behind a backlog never reaches the next socket', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true, writes: false }))
    const call = callOf(chat)
    const asked = call('q').subscribe()
    const large = call(backlog).subscribe()
    peer.last.answer(1)
    asked.unsubscribe()
    // The cancellation waits for the write of the backlog, and its socket ends first.
    expect(peer.last.sent).to.have.length(2)
    peer.last.lose()
    clock.pass(1_000)
    peer.last.answer()
    expect(peer.sockets).to.have.length(2)
    expect(peer.last.sent).to.deep.equal([])
    large.unsubscribe()
  })

  it('R4: a request that is withdrawn from behind a backlog is not cancelled', () => {
    const { chat, peer } = open(connectTo({ opens: true, writes: false }))
    const call = callOf(chat)
    watch(call(backlog))
    const waiting = call('q').subscribe()
    waiting.unsubscribe()
    peer.last.answer()
    expect(peer.last.sent).to.have.length(1)
  })

  it('R1: a request that waits behind a backlog outlives its socket, as any message does', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true, writes: false }))
    const call = callOf(chat)
    const first = watch(call(backlog))
    const second = watch(call('q'))
    peer.last.lose()
    expect(first.values.map(brief)).to.deep.equal(['ReplyLost'])
    expect(second.values).to.deep.equal([])
    clock.pass(1_000)
    peer.last.answer()
    peer.last.say('ok 2 reply')
    expect(second.values.map(brief)).to.deep.equal(['reply'])
  })

  it('R1: a reply that arrives before its write is answered counts', () => {
    const { chat, peer } = open(connectTo({ opens: true, writes: false }))
    const results = watch(callOf(chat)('q'))
    peer.last.say('ok 1 reply')
    expect(results.values.map(brief)).to.deep.equal(['reply'])
    peer.last.answer()
    expect(results.values).to.have.length(1)
  })

  it('R3: a message with the id of a request that still waits behind a backlog does not settle it', () => {
    const { chat, peer } = open(connectTo({ opens: true, writes: false }))
    const call = callOf(chat)
    watch(call(backlog))
    const results = watch(call('q'))
    peer.last.say('ok 2 early')
    expect(results.values).to.deep.equal([])
    peer.last.answer()
    peer.last.say('ok 2 reply')
    expect(results.values.map(brief)).to.deep.equal(['reply'])
  })

  it('R1: a request at which the transport throws is ReplyLost at once, with resend too: its socket lives on', () => {
    const replies = (): never => {
      throw new Error('mine')
    }
    const { chat, peer } = open(connectTo({ opens: true, replies }))
    for (const resend of [false, true]) {
      const { values } = watch(callOf(chat, { resend, timeout: Infinity })('q'))
      expect(values).to.have.nested.property('[0].left._tag', 'ReplyLost')
      expect(values).to.have.nested.property('[0].left.cause._tag', 'SendUncertain')
    }
    expect(peer.sockets).to.have.length(1)
    expect(peer.last.isOver).to.equal(false)
  })

  it('R1: with resend, a request at which the transport throws again on the next socket is ReplyLost', () => {
    let throws = false
    const replies = (): void => {
      if (throws) throw new Error('mine')
    }
    const { chat, peer, clock } = open(connectTo({ opens: true, replies }))
    const results = watch(callOf(chat, { resend: true, timeout: Infinity })('q'))
    throws = true
    peer.last.lose()
    clock.pass(1_000)
    expect(peer.sockets).to.have.length(2)
    expect(results.values.map(brief)).to.deep.equal(['ReplyLost'])
  })

  it('R1: a reply that came in time but lies unread counts, where the event loop was blocked', () => {
    const clock = manualClock()
    const [own, network] = [clock.view(), clock.view()]
    const { chat, peer } = open(connectTo({ opens: true }, { clock: own }))
    const call = callOf(chat, { timeout: 10 })
    const answered = watch(call('q'))
    const silent = watch(call('r'))
    network.after(5, () => peer.last.say('ok 1 reply'))
    clock.block(20, own)
    clock.pass(0)
    expect(answered.values.map(brief)).to.deep.equal(['reply'])
    expect(silent.values.map(brief)).to.deep.equal(['ReplyTimedOut'])
    expect(peer.last.sent.at(-1)).to.equal('cancel 2')
    expect(own.pending()).to.equal(0)
  })

  it('R1: leaves no timer behind where a subscriber leaves between its timeout and the input', () => {
    const clock = manualClock()
    const own = clock.view()
    const { chat } = open(connectTo({ opens: true }, { clock: own }))
    const silent = watch(callOf(chat, { timeout: 10 })('r'))
    clock.block(20, own)
    silent.stop()
    clock.pass(0)
    expect(silent.values).to.deep.equal([])
    expect(own.pending()).to.equal(0)
  })

  it('one loss is one error, however many requests wait', () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const call = callOf(chat)
    const results = [watch(call('q')), watch(call('r'))]
    peer.last.lose()
    const errors = new Set(results.map(({ values: [result] }) => (result?._tag === 'Left' ? result.left : undefined)))
    expect(errors.size).to.equal(1)
    const [error] = errors
    expect(error).to.include({ _tag: 'ReplyLost', connection: 'chat' })
    expect(error).to.have.nested.property('cause._tag', 'ConnectionLost')
  })

  it('R5: reads 10,000 pending requests by one look-up a message, and holds two subscriptions', () => {
    let read = 0
    const connected = open(connectTo({ opens: true }))
    const { chat, peer, clock } = connected
    const idle = clock.pending()
    const { channels } = chat.core()
    const watching = countOf(channels.lifecycle)
    const idOf = (message: string): number | undefined => {
      read++
      return protocol.idOf(message)
    }
    const call = callOf(chat, { idOf })
    const results = watch(range(0, 10_000).pipe(mergeMap(() => call('q'))))
    expect(countOf(channels.values)).to.equal(1)
    expect(countOf(channels.lifecycle)).to.equal(watching + 1)
    // One timer of the clock for all of them.
    expect(clock.pending() - idle).to.equal(1)
    peer.last.say('news', 'ok 5000 a', 'ok 10000 b')
    expect(read).to.equal(3)
    expect(results.values.map(brief)).to.deep.equal(['a', 'b'])
    results.stop()
    expect([countOf(channels.values), countOf(channels.lifecycle)]).to.deep.equal([0, watching])
    expect(clock.pending()).to.equal(idle)
  })

  it('holds at most 1,000 bytes for a pending request, and nothing for a settled one', async () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const call = callOf(chat)
    const count = 10_000
    watch(call('warm up')).stop()
    const sent = peer.last.sent
    await settledMemory()
    const before = liveMemory()
    const held: Subscription[] = []
    const next = (): void => undefined
    for (let i = 0; i < count; i++) held.push(call('q').subscribe(next))
    sent.length = 0
    const each = (liveMemory() - before) / count
    expect(each).to.be.below(1_000)
    for (const subscription of held) subscription.unsubscribe()
    held.length = sent.length = 0
    await settledMemory()
    expect((liveMemory() - before) / count).to.be.below(40)
  })

  it('a request that was sent a thousand times over holds one message', () => {
    const { chat, peer, clock } = open(connectTo({ opens: true }))
    const results = watch(callOf(chat, { resend: true, timeout: Infinity })('q'))
    for (let i = 0; i < 1_000; i++) {
      peer.last.lose()
      clock.pass(60_000)
    }
    expect(peer.sockets).to.have.length(1_001)
    expect(peer.sockets.every(({ sent }) => sent.length === 1)).to.equal(true)
    expect(results.values).to.deep.equal([])
  })
})

describe('request, with callbacks that throw', () => {
  const fail = (): never => {
    throw new Error('mine')
  }

  for (const callback of ['ask', 'nextId'] as const) {
    it(`${callback}: the request is NotSent with an EncodeFailed, which is a Fault too`, () => {
      const { chat, errors } = open(connectTo({ opens: true }))
      const [result] = watch(callOf(chat, { [callback]: fail })('q')).values
      expect(result).to.have.nested.property('left._tag', 'NotSent')
      expect(result).to.have.nested.property('left.cause._tag', 'EncodeFailed')
      expect(result).to.have.nested.property('left.cause.cause.message', 'mine')
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
    })
  }

  it('nextId: an id that is still pending is NotSent, and the first request goes on', () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const call = callOf(chat, { nextId: () => 7 })
    const first = watch(call('q'))
    const second = watch(call('r'))
    expect(second.values.map(brief)).to.deep.equal(['NotSent'])
    peer.last.say('ok 7 reply')
    expect(first.values.map(brief)).to.deep.equal(['reply'])
  })

  it('idOf: the message answers no request, and the next one is read', () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const idOf = (message: string): number | undefined => (message === 'bad' ? fail() : protocol.idOf(message))
    const results = watch(callOf(chat, { idOf })('q'))
    const received = watch(chat.pipe(receive$()))
    peer.last.say('bad', 'ok 1 reply')
    expect(results.values.map(brief)).to.deep.equal(['reply'])
    expect(received.values).to.deep.equal(['bad', 'ok 1 reply'])
  })

  it('read: the result is ReplyLost with a DecodeFailed, and other requests go on', () => {
    const { chat, peer, errors } = open(connectTo({ opens: true }))
    const read = (message: string): E.Either<string, string> => (message.includes('bad') ? fail() : E.right(message))
    const call = callOf(chat, { read })
    const [first, second] = [watch(call('q')), watch(call('r'))]
    peer.last.say('ok 1 bad', 'ok 2 fine')
    expect(first.values).to.have.nested.property('[0].left.cause._tag', 'DecodeFailed')
    expect(second.values.map(brief)).to.deep.equal(['ok 2 fine'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['DecodeFailed'])
  })

  it('cancel: the subscription ends, and the error is a Fault', () => {
    const { chat, peer, errors } = open(connectTo({ opens: true }))
    watch(callOf(chat, { cancel: fail })('q')).stop()
    expect(peer.last.sent).to.deep.equal(['ask 1 q'])
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['EncodeFailed'])
  })

  it('a subscriber that throws harms no other request', async () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const call = callOf(chat)
    let second: Watched<Result> | undefined
    const unhandled = await unhandledOf(() => {
      call('q').subscribe(fail)
      second = watch(call('r'))
      peer.last.say('ok 1 a', 'ok 2 b')
    })
    expect(unhandled.map(String)).to.deep.equal(['Error: mine'])
    expect(second?.values.map(brief)).to.deep.equal(['b'])
  })

  it('a request that leaves from inside ask is not sent', () => {
    const { chat, peer } = open(connectTo({ opens: true }))
    const left$ = new Subject<void>()
    const ask = (): string => (left$.next(), 'asked')
    const results = watch(callOf(chat, { ask })('q').pipe(takeUntil(left$)))
    expect(results.end).to.deep.equal({ _tag: 'Completed' })
    expect(peer.last.sent).to.deep.equal([])
  })
})
