import { clientStart$, defineConnection, state$ } from 'pulsewire'
import { closes, marbles, type Peer, refuses } from 'pulsewire/testing'
import { ignoreElements, map, type Observable, repeat, retry } from 'rxjs'

import { drawable, tag$, tags } from './rows.ts'

const dials$ = ({ dials$ }: Peer): Observable<string> => dials$.pipe(map(() => 'd'))

describe('retries, in marbles', () => {
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
    'guarantee 8: wait a fresh random part of that with full jitter',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['#'])
      // A dial takes three inputs of the machine, and each draws a number: here the same one.
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
    'guarantee 8: go on waiting longer where a peer accepts and drops',
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
    'guarantee 8: begin anew after stableAfter of open connection',
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
    'wait for Retry-After where that is longer',
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
    'guarantee 8: are no faster where repeat() or retry() stands around a lease',
    marbles(({ peer, expectObservable }) => {
      const dials = 'd----d--------d'
      const lease = '^--------------!'
      for (const [end, again] of [
        [closes(1000), repeat()],
        [closes(1008), retry()],
      ] as const) {
        const server = peer(['ox'], { x: end })
        const chat = defineConnection({ url: 'ws://peer', transport: server.transport, ...drawable })
        expectObservable(clientStart$(chat).pipe(ignoreElements(), again), lease)
        expectObservable(dials$(server)).toBe(dials)
      }
    }),
  )

  it(
    'dial at once with a fresh address, once, where the peer asks who we are',
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
})
