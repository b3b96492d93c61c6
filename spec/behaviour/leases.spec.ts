import { clientStart$, defineConnection, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { ignoreElements, map, switchMap } from 'rxjs'

import { tag$, tags } from './rows.ts'

describe('leases, in marbles', () => {
  it(
    'hold one connection as long as anybody has one',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-o'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
      const first = ' --^---!'
      const second = '---^-----!'
      const states = 'i-co-----(gd)'
      expectObservable(chat.pipe(state$(), tag$)).toBe(states, tags)
      expectObservable(clientStart$(chat).pipe(ignoreElements()), first)
      expectObservable(clientStart$(chat).pipe(ignoreElements()), second)
    }),
  )

  it(
    'keep the socket where one is let go and another taken in one turn',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-o'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
      const scenes = 'a--b--c'
      const dials = ' d------'
      const states = 'co-o--o'
      const held$ = cold(scenes).pipe(switchMap(() => clientStart$(chat).pipe(state$(), tag$)))
      expectObservable(held$, '^-------!').toBe(states, tags)
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
    }),
  )

  it(
    'leave the connection open for linger after the last',
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
})
