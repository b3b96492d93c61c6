import { expect } from 'chai'
import type { Either } from 'fp-ts/lib/Either.js'
import {
  clientStart$,
  clientStop$,
  type ConnectionError,
  type ConnectionEvent,
  type ConnectionOptions,
  defineConnection,
  error$,
  message,
  receive$,
  send,
  start$,
  state,
  state$,
} from 'pulsewire'
import { closes, faulty, marbles, refuses, stalls } from 'pulsewire/testing'
import { map, mergeMap } from 'rxjs'

const tags = { c: 'Connecting', o: 'Open', w: 'Waiting', f: 'Failed', g: 'Closing', d: 'Closed' }
const tag$ = map(({ _tag }: { readonly _tag: string }) => _tag)

const quick: Pick<ConnectionOptions<string, string>, 'retry'> = { retry: { initialDelay: 4, jitter: 'none' } }

describe('a connection in marbles', () => {
  it(
    'comes back after a restart of the peer',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['--o--a--x', '--o-b'], { a: 'hello', b: 'again', x: closes(1012, 'restart') })
      const chat = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        retry: { initialDelay: 4, jitter: 'none' },
      })
      const received = '   -----a----------b'
      //        first dial --o--a--x            second dial at 12, --o-b
      expectObservable(clientStart$(chat).pipe(receive$()), '^ 19ms !').toBe(received, { a: 'hello', b: 'again' })
    }),
  )

  it(
    'waits as long as a refusal asks for',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-r', '-o'], { r: refuses(503, { retryAfter: 30_000 }) })
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, ...quick })
      const states = '     cw 29999ms co'
      expectObservable(clientStart$(chat).pipe(state$(), tag$)).toBe(states, tags)
    }),
  )

  it(
    'subscribes anew on every start, and says goodbye',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-o---#', '-o'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, ...quick })
      const dials = '      d--------d'
      const sent = '       -s--------s'
      const stop = '       --------------x'
      const rest = '       --------------d'
      const closings = '   --------------b'
      const subscribing$ = chat.pipe(
        start$(),
        map(() => 'subscribe'),
        send(chat),
      )
      expectObservable(subscribing$)
      expectObservable(clientStart$(chat), '^ 20ms !')
      expectObservable(server.dials$.pipe(map(({ url }) => url))).toBe(dials, { d: 'ws://peer/' })
      expectObservable(server.sent$).toBe(sent, { s: 'subscribe' })
      const stopped$ = cold(stop).pipe(mergeMap(() => clientStop$(chat, { code: 4000, reason: 'bye' })))
      expectObservable(stopped$, '^ 15ms !').toBe(rest, { d: state.closed(4000, 'bye') })
      expectObservable(server.closed$).toBe(closings, { b: { code: 4000, reason: 'bye' } })
    }),
  )

  it(
    'notices a peer that has stalled',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o------a----x', 'o'], { x: stalls() })
      const heartbeat = { interval: 5, timeout: 3, message: 'ping' }
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, heartbeat, ...quick })
      const sent = '       -----p----p'
      const errors = '     -------------t'
      expectObservable(clientStart$(chat), '^ 14ms !')
      expectObservable(server.sent$).toBe(sent, { p: 'ping' })
      expectObservable(chat.pipe(error$(), tag$)).toBe(errors, { t: 'HeartbeatTimedOut' })
    }),
  )

  it(
    'needs no connection to test a pipeline',
    marbles(({ hot, expectObservable }) => {
      const events = { o: state.open(), a: message('hello') }
      const stream = '     o-a-a|'
      const received = '   --a-a|'
      const told$ = hot<ConnectionEvent<string>>(stream, events)
      expectObservable(told$.pipe(receive$())).toBe(received, { a: 'hello' })
    }),
  )

  it('keeps its word on a bad network, whatever the seed', () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
    for (let seed = 0; seed < 60; seed += 1) {
      const results: Either<ConnectionError, string>[] = []
      const heard: (string | Uint8Array)[] = []
      const rests: string[] = []
      const play = marbles(({ peer, cold }) => {
        const server = peer(['-o'])
        const network = { seed, latency: 9, refusals: 0.2, cuts: 0.05, lostWrites: 0.05, halfOpen: 0.02 }
        const transport = faulty(server.transport, network)
        const heartbeat = { interval: 50, timeout: 20 }
        const chat = defineConnection({ url: 'ws://peer', transport, heartbeat, ...quick })
        server.sent$.subscribe((data) => heard.push(data))
        clientStart$(chat).pipe(error$()).subscribe()
        cold(`99ms ${letters.join(' 9ms ')}|`)
          .pipe(send(chat))
          .subscribe((result) => results.push(result))
        cold('9s s')
          .pipe(mergeMap(() => clientStop$(chat)))
          .subscribe(({ _tag }) => rests.push(_tag))
      })
      play()
      const sent = results.flatMap((result) => (result._tag === 'Right' ? [result.right] : []))
      const uncertain = results.filter((result) => result._tag === 'Left' && result.left._tag === 'SendUncertain')
      expect(results).to.have.lengthOf(letters.length)
      expect(heard).to.include.members(sent)
      expect(heard.length).to.be.within(sent.length, sent.length + uncertain.length)
      expect(rests).to.have.lengthOf(1)
    }
  })
})
