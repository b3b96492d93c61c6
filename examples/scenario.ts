import { clientStop$, type Connection, error$, receive$, type Rest, start$, stop$ } from 'pulsewire'
import { concat, defer, filter, first, forkJoin, from, merge, type Observable, skip, take, tap } from 'rxjs'

import type { FromFeed, ToFeed } from './feed.ts'
import type { TourServer } from './server.ts'

/** One step of the tour. */
export interface Step {
  readonly title: string
  /** Performs the step, and completes when its effect was observed. */
  readonly effect$: Observable<unknown>
}

/** The server and connections that the steps use. */
export interface Stage {
  readonly server: TourServer
  readonly chat: Connection<string, string>
  readonly quotes: Connection<FromFeed, ToFeed>
  readonly sayText: (words: string) => void
  readonly sayBytes: (bytes: Uint8Array) => void
}

/** The steps of the tour. `merge` subscribes to its first argument first, so each step observes before it acts. */
export function scenario({ server, chat, quotes, sayText, sayBytes }: Stage): readonly Step[] {
  const quote$ = quotes.pipe(
    receive$(),
    filter((message) => 'price' in message),
  )
  const bothStart$ = forkJoin([chat.pipe(start$(), take(1)), quotes.pipe(start$(), take(1))])
  const bothStop$ = forkJoin([chat.pipe(stop$(), take(1)), quotes.pipe(stop$(), take(1))])
  const receives = (answer: string): Observable<string> => chat.pipe(receive$(), first(is(answer)))
  const serverReceives = (words: string): Observable<string> => server.received$.pipe(filter(is(words)))
  const act = (action: () => void): Observable<never> =>
    defer(() => {
      action()
      return from([])
    })

  return [
    {
      title: 'start: both open; quotes greets the server, then subscribes; a quote arrives',
      effect$: merge(bothStart$, quote$.pipe(take(1))),
    },
    {
      title: "text: chat sends 'hello' and receives 'HELLO'",
      effect$: merge(
        receives('HELLO'),
        act(() => sayText('hello')),
      ),
    },
    {
      title: 'binary: chat sends three bytes and receives them in reverse order',
      effect$: merge(
        chat.pipe(
          receive$({ binary: true }),
          first((bytes) => bytes.join() === '3,2,1'),
        ),
        act(() => sayBytes(new Uint8Array([1, 2, 3]))),
      ),
    },
    {
      title: 'a bad message: it becomes an error with the path of the problem; the feed continues',
      effect$: merge(
        concat(
          quotes.pipe(
            error$(),
            first(({ _tag }) => _tag === 'DecodeFailed'),
          ),
          quote$.pipe(take(1)),
        ),
        act(() => server.sendBadQuote()),
      ),
    },
    {
      title: 'the server shuts down: both wait and retry; a message of chat is queued meanwhile',
      effect$: concat(
        merge(
          bothStop$,
          defer(() => server.stop()),
        ),
        act(() => sayText('still there?')),
      ),
    },
    {
      title: 'the server is back: both reopen; quotes greets and subscribes again; the queue is flushed',
      effect$: merge(
        forkJoin([bothStart$, receives('STILL THERE?'), serverReceives('{"subscribe":"ACME"}').pipe(skip(1), take(1))]),
        defer(() => server.restart()),
      ),
    },
    {
      title: "stop: chat's 'goodbye' is sent before the closing handshake; both close with 1000",
      effect$: merge(
        serverReceives('goodbye').pipe(take(1)),
        act(() => sayText('goodbye')),
        clientStop$(chat).pipe(tap(mustBeClean)),
        clientStop$(quotes).pipe(tap(mustBeClean)),
      ),
    },
  ]
}

function is(wanted: string): (text: string) => boolean {
  return (text) => text === wanted
}

function mustBeClean(rest: Rest): void {
  if (rest._tag !== 'Closed' || rest.code !== 1000 || !rest.wasClean) throw new Error(`ended as ${rest._tag}`)
}
