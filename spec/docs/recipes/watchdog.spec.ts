import { clientRestart$, clientStart$, type Connection, defineConnection, error$, receive$, state$ } from 'pulsewire'
import { marbles, stalls } from 'pulsewire/testing'
import { EMPTY, ignoreElements, map, merge, type Observable, switchMap, timer } from 'rxjs'

/** Under test: drops the socket and dials again if a feed delivers nothing for `silence` ms. */
const watchdog = (feed: Connection<string, string>, silence: number): Observable<never> =>
  merge(feed.pipe(state$()), feed.pipe(receive$())).pipe(
    switchMap((event) =>
      typeof event === 'string' || event._tag === 'Open'
        ? timer(silence).pipe(switchMap(() => clientRestart$(feed, { abandon: true })))
        : EMPTY,
    ),
    ignoreElements(),
  )

it(
  'detects a silent peer without pings, and retries',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['oa-b-x', 'o-----'], { x: stalls() })
    const feed = defineConnection({
      url: 'ws://peer',
      transport: server.transport,
      heartbeat: { passive: true, timeout: 4 },
      retry: { initialDelay: 2, jitter: 'none' },
    })
    const errors = '-------e-----e'
    const until = ' ^-------------!'
    expectObservable(clientStart$(feed).pipe(ignoreElements()), until)
    expectObservable(
      feed.pipe(
        error$(),
        map(({ _tag }) => _tag),
      ),
      until,
    ).toBe(errors, { e: 'HeartbeatTimedOut' })
  }),
)

it(
  'restarts at once, without a closing handshake and without an error',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['oa-b-x', '-oc'], { x: stalls() })
    const feed = defineConnection({ url: 'ws://peer', transport: server.transport, heartbeat: false })
    const received = '-a-b-----c'
    const until = '   ^---------!'
    expectObservable(clientStart$(feed).pipe(receive$()), until).toBe(received)
    expectObservable(merge(watchdog(feed, 4), feed.pipe(error$())), until).toBe('')
    // The only closing handshake is that of our own stop at 10.
    expectObservable(server.closed$.pipe(map(({ code }) => code))).toBe('----------x', { x: 1000 })
  }),
)
