import { clientStart$, defineConnection, state$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { ignoreElements, map } from 'rxjs'

import { tag$, tags } from './rows.ts'

const patient = { retry: { initialDelay: 20, jitter: 'none' } } as const

describe('wake$, in marbles', () => {
  it(
    'lets a waiting connection dial now, and no other state',
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
    'lets an open connection ask its peer now',
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
})
