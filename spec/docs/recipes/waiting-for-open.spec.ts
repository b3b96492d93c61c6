import { clientStart$, type Connection, defineConnection, type Open, start$ } from 'pulsewire'
import { marbles, refuses } from 'pulsewire/testing'
import { catchError, ignoreElements, map, type Observable, of, take } from 'rxjs'

/** Under test: emits the next `Open` and completes, or errors if the run fails first. */
const opened$ = (chat: Connection<string, string>): Observable<Open> => clientStart$(chat).pipe(start$(), take(1))

it(
  'waits for open, and leaves a connection open that another lease holds',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['--o'])
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
    const held = '  ^---------!'
    const opened = '--(o|)'
    const closed = '----------x'
    expectObservable(clientStart$(chat).pipe(ignoreElements()), held)
    expectObservable(opened$(chat).pipe(map(({ _tag }) => _tag))).toBe(opened, { o: 'Open' })
    expectObservable(server.closed$.pipe(map(({ code }) => code))).toBe(closed, { x: 1000 })
  }),
)

it(
  'closes a connection at once that only the waiting lease holds',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['--o'])
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
    const opened = '--(o|)'
    const closed = '--x'
    expectObservable(opened$(chat).pipe(map(({ _tag }) => _tag))).toBe(opened, { o: 'Open' })
    expectObservable(server.closed$.pipe(map(({ code }) => code))).toBe(closed, { x: 1000 })
  }),
)

it(
  'errors if the run fails before it is open',
  marbles(({ peer, expectObservable }) => {
    const server = peer(['--r'], { r: refuses(404) })
    const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
    const failed = '--(f|)'
    const outcome$ = opened$(chat).pipe(
      map(({ _tag }) => _tag),
      catchError((error: Error) => of(error.name)),
    )
    expectObservable(outcome$).toBe(failed, { f: 'HandshakeFailed' })
  }),
)
