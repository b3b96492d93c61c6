import { expect } from 'chai'
import { clientStart$, clientStop$, type ConnectionEvent, defineConnection, error$, receive$, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { ignoreElements, map, switchMap } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, watch, type Watched } from '../support/watching.ts'
import { tag$, tags as letters } from './rows.ts'

const tags = ({ values }: Watched<ConnectionEvent<string>>): string[] => values.map(told)
const completed = { _tag: 'Completed' } as const

describe('leases', () => {
  it(
    'hold one connection for as long as one of them is held',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-o'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
      const first = ' --^---!'
      const second = '---^-----!'
      const states = 'i-co-----(gd)'
      expectObservable(chat.pipe(state$(), tag$)).toBe(states, letters)
      expectObservable(clientStart$(chat).pipe(ignoreElements()), first)
      expectObservable(clientStart$(chat).pipe(ignoreElements()), second)
    }),
  )

  it(
    'keep the socket when one is released and another is taken in the same turn',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-o'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
      const scenes = 'a--b--c'
      const dials = ' d------'
      const states = 'co-o--o'
      const held$ = cold(scenes).pipe(switchMap(() => clientStart$(chat).pipe(state$(), tag$)))
      expectObservable(held$, '^-------!').toBe(states, letters)
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
    }),
  )

  it(
    'leave the connection open for linger ms after the last release',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, linger: 4 })
      const first = '  ^-!'
      const second = ' -----^-!'
      const closed = ' -----------x'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), first)
      expectObservable(clientStart$(chat).pipe(ignoreElements()), second)
      expectObservable(server.closed$).toBe(closed, { x: { code: 1000, reason: '' } })
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe('d')
    }),
  )

  describe('runs', () => {
    it('starts with the first lease and stops with the release of the last, by 1000', () => {
      const { chat, peer, clock } = connectTo({ opens: true })
      const first = watch(clientStart$(chat))
      const second = watch(clientStart$(chat))
      expect(tags(first)).to.deep.equal(['Connecting', 'Open'])
      expect(tags(second)).to.deep.equal(['Open'])
      first.stop()
      clock.pass(1)
      expect(peer.last.closes).to.deep.equal([])
      second.stop()
      expect(peer.last.closes).to.deep.equal([])
      clock.pass(0)
      expect(peer.last.closes).to.deep.equal([[1000, '']])
      expect(peer.sockets).to.have.length(1)
      expect(clock.pending()).to.equal(0)
    })

    it('completes every lease of a run that is stopped, at Closed, and no handle', () => {
      const { chat } = connectTo({ opens: true })
      const leases = [watch(clientStart$(chat)), watch(clientStart$(chat))]
      const handle = watch(chat)
      clientStop$(chat, { code: 4000, reason: 'bye' }).subscribe()
      for (const lease of leases) {
        expect(tags(lease).slice(-3)).to.deep.equal(['Open', 'Closing', 'Closed'])
        expect(lease.values.at(-1)).to.deep.equal({ _tag: 'Closed', code: 4000, reason: 'bye', wasClean: true })
        expect(lease.end).to.deep.equal(completed)
      }
      expect(handle.end).to.equal(undefined)
    })

    it('completes a lease at the close of the peer', () => {
      const { chat, peer } = connectTo({ opens: true })
      const lease = watch(clientStart$(chat))
      peer.last.lose(1000)
      expect(tags(lease)).to.deep.equal(['Connecting', 'Open', 'Closed'])
      expect(lease.end).to.deep.equal(completed)
    })

    it('errors a lease with the object of Failed and of the last Fault', () => {
      const { chat, peer, errors } = connectTo({ opens: true, writes: false }, { retry: { maxAttempts: 1 } })
      const lease = watch(clientStart$(chat))
      peer.last.lose()
      const last = errors.values.at(-1)
      expect(last).to.have.property('_tag', 'RetriesExhausted')
      expect(lease.values.at(-1)).to.deep.equal({ _tag: 'Failed', error: last })
      expect(lease.end).to.have.property('error', last)
    })

    it('gives a lease on a channel of messages the same end', () => {
      const { chat, peer, clock } = connectTo({ opens: true })
      const good = watch(clientStart$(chat).pipe(receive$()))
      peer.last.say('a')
      peer.last.lose(1000)
      expect(good.values).to.deep.equal(['a'])
      expect(good.end).to.deep.equal(completed)
      const bad = watch(clientStart$(chat).pipe(receive$()))
      clock.pass(1_000)
      peer.last.lose(1002)
      expect(bad.end).to.have.nested.property('error._tag', 'ConnectionLost')
    })

    it('ends a lease with its own run only', () => {
      const { chat, peer } = connectTo({ opens: true })
      const first = watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      const second = watch(clientStart$(chat))
      peer.last.say('a')
      expect(tags(first)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Closed'])
      expect(tags(second)).to.deep.equal(['Connecting', 'Open', 'Message a'])
    })

    it('waits the backoff after Failed, with the former error as its cause', () => {
      const { chat, peer, clock } = connectTo({}, { retry: { initialDelay: 1_000, jitter: 'none' } })
      const first = watch(clientStart$(chat))
      peer.last.refuse(403)
      const { error } = first.end as { error: unknown }
      const second = watch(clientStart$(chat))
      expect(second.values).to.have.length(1)
      expect(second.values[0]).to.include({ _tag: 'Waiting', attempt: 2, delay: 1_000, cause: error })
      clock.pass(999)
      expect(peer.sockets).to.have.length(1)
      clock.pass(1)
      expect(peer.sockets).to.have.length(2)
    })

    it('starts at once after our own stop', () => {
      const { chat, peer } = connectTo({ opens: true })
      watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      const lease = watch(clientStart$(chat))
      expect(lease.values[0]).to.deep.equal({ _tag: 'Connecting', attempt: 1 })
      expect(peer.sockets).to.have.length(2)
    })
  })

  it('need no error handler where error$ absorbs the last error', () => {
    const { chat, peer } = connectTo({ opens: true, writes: false })
    const errors = watch(clientStart$(chat).pipe(error$()))
    peer.last.lose(1002)
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ConnectionLost'])
    expect(errors.end).to.deep.equal(completed)
  })
})
