import { clientStart$, clientStop$, defineConnection, error$, send, state$ } from 'pulsewire'
import { marbles, stalls } from 'pulsewire/testing'
import { ignoreElements, map, mergeMap, NEVER, timer } from 'rxjs'

import { tag$, tags } from './rows.ts'

describe('timeouts', () => {
  it(
    'guarantee 7: limit a url function, an opening handshake and a greeting that never end',
    marbles(({ peer, expectObservable }) => {
      const lease = ' ^-----!'
      const errors = '-----t'
      for (const { script, ...options } of [
        { script: 'o', url: () => NEVER },
        { script: '-', url: 'ws://peer' },
        { script: 'o', url: 'ws://peer', greet: () => NEVER },
      ]) {
        const { transport } = peer([script])
        const chat = defineConnection({ ...options, transport, connectTimeout: 5 })
        expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
        expectObservable(chat.pipe(error$(), tag$)).toBe(errors, { t: 'ConnectTimedOut' })
      }
    }),
  )

  it(
    'count the url function, the opening handshake and the greeting of a dial together',
    marbles(({ peer, expectObservable }) => {
      const { transport, dials$ } = peer(['--o'])
      const url = () => timer(3).pipe(map(() => 'ws://peer'))
      const greet = () => timer(4)
      const dials = ' ---d-----------'
      const states = 'c--------o'
      const late = '  c-------w'
      const chat = defineConnection({ url, greet, transport, connectTimeout: 10 })
      expectObservable(clientStart$(chat).pipe(state$(), tag$), '^ 10ms !').toBe(states, tags)
      expectObservable(dials$.pipe(map(() => 'd'))).toBe(dials)
      const hasty = defineConnection({ url, greet, transport: peer(['--o']).transport, connectTimeout: 8 })
      expectObservable(clientStart$(hasty).pipe(state$(), tag$), '^ 8ms !').toBe(late, tags)
    }),
  )

  it(
    'guarantee 5: end a closing handshake that the peer does not answer',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-ox'], { x: stalls() })
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, closeTimeout: 4 })
      const stop = '  ---s'
      const states = 'co-g---(d|)'
      const closed = '---x'
      const rest = '  -------d'
      expectObservable(clientStart$(chat).pipe(state$(), tag$)).toBe(states, tags)
      expectObservable(server.closed$).toBe(closed, { x: { code: 1000, reason: '' } })
      expectObservable(
        cold(stop).pipe(
          mergeMap(() => clientStop$(chat)),
          tag$,
        ),
      ).toBe(rest, tags)
    }),
  )

  it(
    'guarantee 5: end a flush that never ends, and then the closing handshake',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['ox'], { x: stalls() })
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, closeTimeout: 4 })
      const message = '--m'
      const stop = '   ---s'
      const closed = ' -------x'
      const rest = '   -----------d'
      const results = '-----------u'
      expectObservable(clientStart$(chat).pipe(ignoreElements()))
      const results$ = cold(message).pipe(
        send(chat),
        map((result) => (result._tag === 'Left' ? result.left : { _tag: result._tag })),
      )
      expectObservable(results$.pipe(tag$)).toBe(results, { u: 'SendUncertain' })
      expectObservable(server.closed$).toBe(closed, { x: { code: 1000, reason: '' } })
      expectObservable(
        cold(stop).pipe(
          mergeMap(() => clientStop$(chat)),
          tag$,
        ),
      ).toBe(rest, tags)
    }),
  )
})
