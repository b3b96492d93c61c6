import { performance } from 'node:perf_hooks'

import { expect } from 'chai'
import {
  clientStart$,
  type ConnectionEvent,
  defineConnection,
  error$,
  message,
  receive$,
  start$,
  state,
  state$,
  stop$,
} from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { ignoreElements, map, timer } from 'rxjs'

import { tag$, tags } from '../behaviour/rows.ts'

describe('a marble test of a connection', () => {
  it('plays a backoff of 30 seconds in less than 5 ms', () => {
    const play = marbles(({ peer, expectObservable }) => {
      const server = peer(['#', '-o'])
      const retry = { initialDelay: 30_000, jitter: 'none' } as const
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, retry })
      const states = '(cw) 29996ms co'
      expectObservable(clientStart$(chat).pipe(state$(), tag$)).toBe(states, tags)
    })
    const times = Array.from({ length: 20 }, () => {
      const before = performance.now()
      play()
      return performance.now() - before
    })
    // The best of some: others use this computer too.
    expect(Math.min(...times)).to.be.below(5)
  })

  it(
    'comes to its end where a connection is left running: a heartbeat and a retry for ever',
    marbles(({ peer, expectObservable }) => {
      const open = defineConnection({ url: 'ws://peer', transport: peer(['o']).transport })
      const refused = defineConnection({ url: 'ws://peer', transport: peer(['#']).transport })
      expectObservable(clientStart$(open).pipe(ignoreElements())).toBe('')
      expectObservable(clientStart$(refused).pipe(ignoreElements())).toBe('')
    }),
  )

  it(
    'asks a url function that answers with an Observable, in virtual time',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-o'])
      const url = () => timer(5).pipe(map(() => 'ws://peer'))
      const chat = defineConnection({ url, transport: server.transport })
      const states = 'c-----o'
      const dials = ' -----d'
      expectObservable(clientStart$(chat).pipe(state$(), tag$), '^------!').toBe(states, tags)
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
    }),
  )

  it(
    'tests a pipeline with plain objects and no connection',
    marbles(({ hot, expectObservable }) => {
      const events: Record<string, ConnectionEvent<string>> = {
        o: state.open(),
        a: message('hello'),
        w: state.closed(1000, ''),
      }
      const told = '    o-a-wo|'
      const received = '--a---|'
      const starts = '  o----o|'
      const stops = '   ----w-|'
      const told$ = hot(told, events)
      expectObservable(told$.pipe(receive$())).toBe(received, { a: 'hello' })
      expectObservable(told$.pipe(start$())).toBe(starts, events)
      expectObservable(told$.pipe(stop$())).toBe(stops, events)
      expectObservable(told$.pipe(state$())).toBe('o---wo|', events)
      expectObservable(told$.pipe(error$())).toBe('------|')
    }),
  )
})
