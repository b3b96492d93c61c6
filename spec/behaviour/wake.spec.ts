import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { BehaviorSubject, ignoreElements, map, Subject, throwError } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { tag$, tags } from './rows.ts'

const patient = { retry: { initialDelay: 20, jitter: 'none' } } as const

describe('wake$', () => {
  it('guarantee 8: causes at most one dial a second, from any source, and none before a Retry-After is over', () => {
    for (const [retryAfter, least, most] of [
      [undefined, 9, 11],
      [30_000, 1, 1],
    ] as const) {
      const wake = new Subject<void>()
      const retry = { initialDelay: 600_000, maxDelay: 600_000, jitter: 'none' } as const
      const { chat, peer, clock } = connectTo({}, { wake$: wake, retry })
      clientStart$(chat).subscribe()
      for (let sign = 0; sign < 500; sign++) {
        const { last } = peer
        if (!last.isOver) last.end({ _tag: 'Refused', status: 503, ...(retryAfter && { retryAfter }) })
        clock.pass(20)
        wake.next()
      }
      expect(peer.sockets.length).to.be.within(least, most)
      clock.pass(30_000)
      wake.next()
      expect(peer.sockets.length).to.be.within(least + 1, most + 1)
    }
  })

  it(
    'lets a waiting connection dial now, and does nothing in any other state',
    marbles(({ peer, hot, expectObservable }) => {
      const server = peer(['-#', '--o'])
      const wakes = ' w-w---w-w--w'
      const lease = ' -^-----------!'
      const states = '-cw---c-o'
      const dials = ' -d----d'
      const wake$ = hot(wakes)
      const chat = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        wake$,
        heartbeat: false,
        ...patient,
      })
      expectObservable(clientStart$(chat).pipe(state$(), tag$), lease).toBe(states, tags)
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
    }),
  )

  it(
    'lets an open connection ping its peer now',
    marbles(({ peer, hot, expectObservable }) => {
      const server = peer(['o'])
      const wakes = '---w-----'
      const sent = ' ---p-----'
      const heartbeat = { interval: 50, timeout: 20, message: 'ping' }
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, wake$: hot(wakes), heartbeat })
      expectObservable(clientStart$(chat).pipe(ignoreElements()), '^--------!')
      expectObservable(server.sent$).toBe(sent, { p: 'ping' })
    }),
  )

  it('does not restart a dial that is under way', () => {
    const wake = new Subject<void>()
    const { chat, peer } = connectTo({}, { wake$: wake })
    clientStart$(chat).subscribe()
    wake.next()
    peer.last.refuse()
    expect(peer.sockets).to.have.length(1)
    wake.next()
    expect(peer.sockets).to.have.length(2)
  })

  it('is subscribed to once a run, and unsubscribed from at rest', () => {
    const wake = new BehaviorSubject('replays')
    const { chat, peer, clock } = connectTo({}, { wake$: wake })
    expect(wake.observed).to.equal(false)
    clientStart$(chat).subscribe()
    peer.last.refuse()
    clock.pass(999)
    expect(peer.sockets).to.have.length(1)
    expect(wake.observed).to.equal(true)
    clientStop$(chat).subscribe()
    expect(wake.observed).to.equal(false)
  })

  it('guarantee 10: leaves the retry to its timer when it errors', () => {
    const { chat, peer, clock } = connectTo({}, { wake$: throwError(() => new Error('mine')) })
    clientStart$(chat).subscribe()
    peer.last.refuse()
    clock.pass(1_000)
    expect(peer.sockets).to.have.length(2)
  })
})
