import { defineConnection, error$, latency$, raw, receive$, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { EMPTY, map, merge } from 'rxjs'

import { act, patience } from '../../../examples/page/pipeline.ts'

const tags = { i: 'Idle', c: 'Connecting', o: 'Open', w: 'Waiting', g: 'Closing', d: 'Closed' }

describe('the pipeline of the live page', () => {
  it(
    'runs in Node and in virtual time too: an exchange, a stall that the heartbeat notices, a recovery, a stop',
    marbles(({ peer, cold, expectObservable }) => {
      // It answers a message and the first heartbeat, and then nothing.
      const server = peer(['-o-A 1498ms p', '-o'], { p: 'pong' })
      const options = { url: 'ws://peer', codec: raw, transport: server.transport, random: () => 0.5 }
      const start$ = cold('  -s')
      const message$ = cold('---a')
      const stop$ = cold('   5s s')
      const states = '       ico 3999ms w 499ms co 496ms (gd)'
      const received = '     ----A'
      const latencies = '    1503ms p'
      const errors = '       4002ms e'

      const live = defineConnection<string | Uint8Array, string | Uint8Array>({ ...options, ...patience })
      const actions$ = act(live, { start$, restart$: EMPTY, message$, stop$ })
      expectObservable(
        merge(
          actions$,
          live.pipe(
            state$(),
            map(({ _tag }) => _tag),
          ),
        ),
      ).toBe(states, tags)
      expectObservable(live.pipe(receive$())).toBe(received)
      expectObservable(latency$(live)).toBe(latencies, { p: 1 })
      expectObservable(
        live.pipe(
          error$(),
          map(({ _tag }) => _tag),
        ),
      ).toBe(errors, { e: 'HeartbeatTimedOut' })
      expectObservable(server.sent$).toBe('---a 1498ms p 1499ms p', { a: 'a', p: 'ping' })
    }),
  )

  it(
    'refuses messages at rest, and keeps one socket however often it is started',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-o'])
      const live = defineConnection<string | Uint8Array, string | Uint8Array>({
        url: 'ws://peer',
        codec: raw,
        transport: server.transport,
        ...patience,
      })
      const message$ = cold('----a')
      const start$ = cold('  ---------s-s-s')
      const states = '       i--------co'
      const errors = '       ----n'
      const dials = '        ---------d'
      const actions$ = act(live, { start$, restart$: EMPTY, message$, stop$: EMPTY })
      expectObservable(
        merge(
          actions$,
          live.pipe(
            state$(),
            map(({ _tag }) => _tag),
          ),
        ),
        '^ 100ms !',
      ).toBe(states, tags)
      expectObservable(
        live.pipe(
          error$(),
          map(({ _tag }) => _tag),
        ),
      ).toBe(errors, { n: 'NotOpen' })
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
    }),
  )
})
