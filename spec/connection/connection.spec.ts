import { expect } from 'chai'
import {
  clientStart$,
  clientStop$,
  type ConnectionEvent,
  defineConnection,
  receive$,
  send,
  start$,
  state$,
} from 'pulsewire'
import { of, Subject } from 'rxjs'

import { manualClock } from '../support/clocks/manual-clock.ts'
import { fakePeer } from '../support/peers/fake-peer.ts'
import { told, unhandledOf, watch } from '../support/watching.ts'

const url = 'ws://peer/'
const retry = { initialDelay: 1_000, jitter: 'none' } as const

describe('Connection', () => {
  it('opens nothing while it is only observed, and emits its current state at once', () => {
    const { transport, sockets } = fakePeer()
    const chat = defineConnection({ url, clock: manualClock(), transport })
    const all = watch(chat)
    expect(all.values).to.deep.equal([{ _tag: 'Idle' }])
    expect(sockets).to.have.length(0)
  })

  it('has a state that is the one of a new subscriber, also while a state is being emitted', () => {
    const { transport, sockets } = fakePeer({ opens: true })
    const chat = defineConnection({ url, clock: manualClock(), transport })
    expect(chat.state).to.deep.equal({ _tag: 'Idle' })
    expect(sockets).to.have.length(0)
    const pairs: unknown[] = []
    chat.pipe(state$()).subscribe((state) => pairs.push([state, chat.state]))
    clientStart$(chat).subscribe()
    clientStop$(chat).subscribe()
    expect(pairs.map((pair) => (pair as { _tag: string }[]).map(({ _tag }) => _tag))).to.deep.equal(
      ['Idle', 'Connecting', 'Open', 'Closing', 'Closed'].map((tag) => [tag, tag]),
    )
    for (const [emitted, read] of pairs as [unknown, unknown][]) expect(read).to.equal(emitted)
    expect(Object.keys(chat)).not.to.include('state')
  })

  it('never completes and never errors, whatever becomes of its runs', () => {
    const peer = fakePeer({ opens: true })
    const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport, retry: false })
    const all = watch(chat)
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.lose()
    clientStart$(chat).subscribe({ error: () => undefined })
    clientStop$(chat).subscribe()
    expect(all.values.map(told)).to.deep.equal([
      ...['Idle', 'Connecting', 'Open', 'Fault ConnectionLost', 'Failed'],
      ...['Waiting', 'Closed'],
    ])
    expect(all.end).to.equal(undefined)
  })

  it('emits the current state to a new subscriber, and then every event once', () => {
    const peer = fakePeer({ opens: true })
    const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport })
    clientStart$(chat).subscribe()
    peer.last.say('before')
    const late = watch(chat)
    peer.last.say('after')
    expect(late.values.map(told)).to.deep.equal(['Open', 'Message after'])
  })

  it('keeps the same order for two subscribers, though the first sends and gets its answer at once', () => {
    const peer = fakePeer({
      opens: true,
      replies: (data, socket) => {
        if (data.toString() === 'ping') socket.say('pong')
      },
    })
    const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport })
    const first: string[] = []
    const second: string[] = []
    const out = new Subject<string>()
    out.pipe(send(chat)).subscribe()
    chat.pipe(receive$()).subscribe((line) => {
      first.push(line)
      if (line === 'a') out.next('ping')
    })
    chat.pipe(receive$()).subscribe((line) => {
      second.push(line)
    })
    clientStart$(chat).subscribe()
    peer.last.say('a', 'b')
    expect(first).to.deep.equal(['a', 'pong', 'b'])
    expect(second).to.deep.equal(first)
  })

  for (const via of ['start$', 'state$', 'events'] as const) {
    it(`emits Open once to a subscriber that joins while it is published (by ${via})`, () => {
      const peer = fakePeer({ opens: true })
      const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport })
      const joined: ConnectionEvent<string>[] = []
      const joinedStates: string[] = []
      const join = (event: { readonly _tag: string }): void => {
        if (event._tag !== 'Open' || joinedStates.length > 0) return
        chat.subscribe((event) => joined.push(event))
        chat.pipe(state$()).subscribe((state) => joinedStates.push(state._tag))
      }
      const source$ = via === 'start$' ? chat.pipe(start$()) : via === 'state$' ? chat.pipe(state$()) : chat
      source$.subscribe(join)
      clientStart$(chat).subscribe()
      expect(joined.map(told)).to.deep.equal(['Open'])
      expect(joinedStates).to.deep.equal(['Open'])
    })
  }

  for (const via of ['lifecycle', 'events'] as const) {
    it(`emits no state twice, and not the Fault, to a subscriber that joins inside a Fault (published by ${via})`, () => {
      const peer = fakePeer({ opens: true })
      const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport, retry })
      const joined: string[] = []
      const joinedErrors: string[] = []
      const join = (event: { readonly _tag: string }): void => {
        if (event._tag !== 'Fault') return
        chat.subscribe((event) => joined.push(told(event)))
        chat.channel('lifecycle').subscribe((event) => joinedErrors.push(told(event)))
      }
      if (via === 'events') chat.subscribe(join)
      else chat.channel('lifecycle').subscribe(join)
      clientStart$(chat).subscribe()
      peer.last.lose()
      expect(joined).to.deep.equal(['Open', 'Waiting'])
      expect(joinedErrors).to.deep.equal(['Open', 'Waiting'])
    })
  }

  it('emits no message to a subscriber that joins while it is delivered, by any channel', () => {
    const peer = fakePeer({ opens: true })
    const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport })
    const got: unknown[] = []
    let hasJoined = false
    chat.pipe(receive$()).subscribe(() => {
      if (hasJoined) return
      hasJoined = true
      chat.pipe(receive$()).subscribe((value) => got.push(['value', value]))
      chat.subscribe((event) => got.push(told(event)))
      chat.pipe(receive$({ binary: false })).subscribe((value) => got.push(['text', value]))
      chat.pipe(receive$({ binary: true })).subscribe((value) => got.push(['bytes', value.length]))
    })
    clientStart$(chat).subscribe()
    peer.last.say('first')
    expect(got).to.deep.equal(['Open'])
    peer.last.say('second')
    expect(got.slice(1)).to.have.deep.members([['value', 'second'], 'Message second', ['text', 'second'], ['bytes', 6]])
  })

  it('emits nothing to a subscriber that has left, though it leaves during an event', () => {
    const peer = fakePeer({ opens: true })
    const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport })
    const got: string[] = []
    chat.subscribe((event) => {
      if (event._tag === 'Message') second.unsubscribe()
    })
    const second = chat.subscribe((event) => got.push(told(event)))
    clientStart$(chat).subscribe()
    peer.last.say('a')
    peer.last.lose()
    expect(got).to.deep.equal(['Idle', 'Connecting', 'Open'])
  })

  it('guarantee 10: a subscriber that throws harms neither the connection nor the others', async () => {
    const peer = fakePeer({ opens: true })
    const chat = defineConnection({ url, clock: manualClock(), transport: peer.transport, retry })
    const events: string[] = []
    const lines: string[] = []
    const thrower = (): never => {
      throw new Error('mine')
    }
    const unhandled = await unhandledOf(() => {
      chat.subscribe(thrower)
      chat.pipe(receive$()).subscribe(thrower)
      chat.pipe(state$()).subscribe(thrower)
      chat.subscribe((event) => events.push(told(event)))
      chat.pipe(receive$()).subscribe((line) => lines.push(line))
      const lease = clientStart$(chat).subscribe(thrower)
      of('x').pipe(send(chat)).subscribe(thrower)
      peer.last.say('a', 'b')
      lease.unsubscribe()
    })
    expect(lines).to.deep.equal(['a', 'b'])
    expect(events.slice(0, 5)).to.deep.equal(['Idle', 'Connecting', 'Open', 'Message a', 'Message b'])
    expect(unhandled.length).to.be.greaterThan(5)
    expect(unhandled.every((error) => error instanceof Error && error.message === 'mine')).to.equal(true)
  })

  it('guarantee 12: a socket that was replaced has no voice', () => {
    const peer = fakePeer({ opens: true, closes: false })
    const chat = defineConnection({
      url,
      clock: manualClock(),
      transport: peer.transport,
      retry: { ...retry, initialDelay: 0 },
    })
    const all = watch(chat)
    clientStart$(chat).subscribe()
    const [old] = peer.sockets
    clientStop$(chat).subscribe()
    old!.listener.ended({ _tag: 'Closed', code: 1000, reason: '', wasClean: true })
    clientStart$(chat).subscribe()
    const before = all.values.length
    old!.listener.opened({ protocol: 'late', extensions: '' })
    old!.say('late')
    old!.listener.ponged()
    old!.listener.ended({ _tag: 'Closed', code: 4000, reason: 'late', wasClean: true })
    old!.takeDone()()
    expect(all.values.slice(before)).to.deep.equal([])
  })
})
