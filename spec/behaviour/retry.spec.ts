import { expect } from 'chai'
import { clientStart$, defineConnection, state$ } from 'pulsewire'
import { closes, marbles, type Peer, refuses } from 'pulsewire/testing'
import { catchError, ignoreElements, map, type Observable, repeat, retry } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, watch } from '../support/watching.ts'
import { drawable, tag$, tags } from './rows.ts'

const dials$ = ({ dials$ }: Peer): Observable<string> => dials$.pipe(map(() => 'd'))

describe('retries', () => {
  it(
    'guarantee 8: wait twice as long each time, and never longer than maxDelay',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['#'])
      const retry = { initialDelay: 2, maxDelay: 5, jitter: 'none' } as const
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry })
      const lease = '^----------------------!'
      const dials = 'd-d---d----d----d----d'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(dials$(server)).toBe(dials)
    }),
  )

  it(
    'guarantee 8: wait a fresh random part of that delay with full jitter',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['#'])
      // A dial is three inputs of the machine, each with a random number of its own: here the same number.
      let draws = 0
      const random = (): number => [0.5, 0.25, 0.75][Math.floor(draws++ / 3)] ?? 0.5
      const retry = { initialDelay: 8 }
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry, random })
      // half of 8, a quarter of 16, three quarters of 32
      const lease = '^ 32ms !'
      const dials = 'd---d---d 23ms d'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(dials$(server)).toBe(dials)
    }),
  )

  it(
    'guarantee 8: wait longer and longer when the peer accepts and then drops the connection',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'o-#', 'o'])
      const retry = { initialDelay: 4, jitter: 'none', stableAfter: 3 } as const
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry })
      const lease = '^----------------!'
      const dials = 'd-----d---------d'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(dials$(server)).toBe(dials)
    }),
  )

  it(
    'guarantee 8: begin with the first delay again after stableAfter ms of open connection',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'o--#', 'o'])
      const retry = { initialDelay: 4, jitter: 'none', stableAfter: 3 } as const
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry })
      const lease = '^-------------!'
      const dials = 'd-----d------d'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(dials$(server)).toBe(dials)
    }),
  )

  it(
    'wait for Retry-After when that is longer',
    marbles(({ peer, expectObservable }) => {
      const values = { l: refuses(503, { retryAfter: 20 }), s: refuses(503, { retryAfter: 1 }) }
      const server = peer(['l', 's', 'o'], values)
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, ...drawable })
      const lease = '^ 30ms !'
      const dials = 'd 19ms d-------d'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(dials$(server)).toBe(dials)
    }),
  )

  it(
    'guarantee 8: are no faster with repeat() or retry() around a lease',
    marbles(({ peer, expectObservable }) => {
      const dials = 'd----d--------d'
      const lease = '^--------------!'
      for (const [script, end, again] of [
        ['ox', closes(1000), repeat()],
        ['ox', closes(1008), retry()],
        ['-x', refuses(403), retry()],
      ] as const) {
        const server = peer([script], { x: end })
        const chat = defineConnection({ url: 'ws://peer', transport: server.transport, ...drawable })
        expectObservable(clientStart$(chat).pipe(ignoreElements(), again), lease)
        expectObservable(dials$(server)).toBe(dials)
      }
    }),
  )

  it(
    'dial at once with a fresh address, once, when the peer refuses with 401',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['----r'], { r: refuses(401) })
      const chat = defineConnection({ url: () => 'ws://peer', transport: server.transport })
      const failed = Object.assign(
        new Error('connection: the opening handshake failed: the peer refused it with HTTP 401'),
        {
          _tag: 'HandshakeFailed',
          connection: 'connection',
          status: 401,
        },
      )
      const states = 'c---(wc)(f#)'
      const dials = ' d---d'
      expectObservable(clientStart$(chat).pipe(state$(), tag$)).toBe(states, tags, failed)
      expectObservable(dials$(server)).toBe(dials)
    }),
  )

  it('guarantee 8: do not loop within one turn around a catchError that starts again at once', () => {
    const { chat, peer, clock } = connectTo()
    let rounds = 0
    const again = (): ReturnType<typeof clientStart$<string, string>> => {
      rounds++
      return clientStart$(chat)
    }
    watch(clientStart$(chat).pipe(catchError(again), catchError(again)))
    peer.last.refuse(403)
    expect([rounds, peer.sockets.length]).to.deep.equal([1, 1])
    clock.pass(1_000)
    expect(peer.sockets).to.have.length(2)
  })

  it('guarantee 10: follow the default verdict when diagnose throws or returns nonsense', () => {
    for (const diagnose of [() => 'nonsense' as never, () => JSON.parse('{') as never]) {
      const { chat, peer, clock } = connectTo({}, { retry: { initialDelay: 10, jitter: 'none', diagnose } })
      const events = watch(chat)
      clientStart$(chat).subscribe({ error: () => undefined })
      peer.last.refuse(503)
      clock.pass(10)
      peer.last.refuse(403)
      expect(events.values.map(told)).to.deep.equal([
        ...['Idle', 'Connecting', 'Fault OptionIgnored', 'Fault HandshakeFailed', 'Waiting'],
        ...['Connecting', 'Fault OptionIgnored', 'Fault HandshakeFailed', 'Failed'],
      ])
    }
  })
})
