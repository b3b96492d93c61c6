import { defineConnection, raw } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { EMPTY, filter, map, type Observable, share } from 'rxjs'

import { marbles as draw, patience } from '../../../examples/page/pipeline.ts'

const kinds = { i: 'Idle', c: 'Connecting', o: 'Open', w: 'Waiting', g: 'Closing', d: 'Closed' }

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
      const sent = '         ---a'
      const received = '     ----A'
      const heartbeats = '   1503ms p'
      const errors = '       4002ms e'

      const live = defineConnection<string | Uint8Array, string | Uint8Array>({ ...options, ...patience })
      const mark$ = draw(live, { start$, restart$: EMPTY, message$, stop$ }).pipe(share())
      const lane$ = (name: string, what: 'kind' | 'value'): Observable<string> =>
        mark$.pipe(
          filter(({ lane }) => lane === name),
          map((mark) => mark[what]),
        )
      // First, since what is shared tells the first state to the first who asks.
      expectObservable(lane$('state', 'kind')).toBe(states, kinds)
      expectObservable(lane$('sent', 'value')).toBe(sent)
      expectObservable(lane$('received', 'value')).toBe(received)
      expectObservable(lane$('heartbeat', 'value')).toBe(heartbeats, { p: 'answered within 1 ms' })
      expectObservable(lane$('errors', 'kind')).toBe(errors, { e: 'HeartbeatTimedOut' })
    }),
  )

  it(
    'tells what is sent at rest, and keeps one socket however often it is started',
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
      const marks = '        i---(nx)-co'
      const dials = '        ---------d'
      const kind$ = draw(live, { start$, restart$: EMPTY, message$, stop$: EMPTY }).pipe(map(({ kind }) => kind))
      expectObservable(kind$, '^ 100ms !').toBe(marks, { ...kinds, n: 'NotOpen', x: 'unsent' })
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
    }),
  )
})
