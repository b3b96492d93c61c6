import { clientStop$, type Connection, error$, receive$, type Rest, start$, stop$ } from 'pulsewire'
import { concat, defer, filter, first, forkJoin, from, merge, type Observable, skip, take, tap } from 'rxjs'

import type { FromFeed, ToFeed } from './feed.ts'
import type { TourServer } from './server.ts'

/** One thing that the tour shows. */
export interface Step {
  readonly says: string
  /** Makes it happen, and completes when it has happened. */
  readonly happens$: Observable<unknown>
}

/** What the steps work with. */
export interface Stage {
  readonly server: TourServer
  readonly chat: Connection<string, string>
  readonly quotes: Connection<FromFeed, ToFeed>
  readonly sayText: (words: string) => void
  readonly sayBytes: (bytes: Uint8Array) => void
}

/** The tour, step by step. Listening comes before speaking: what `merge` names first is subscribed first. */
export function scenario({ server, chat, quotes, sayText, sayBytes }: Stage): readonly Step[] {
  const quote$ = quotes.pipe(
    receive$(),
    filter((message) => 'price' in message),
  )
  const bothStart$ = forkJoin([chat.pipe(start$(), take(1)), quotes.pipe(start$(), take(1))])
  const bothStop$ = forkJoin([chat.pipe(stop$(), take(1)), quotes.pipe(stop$(), take(1))])
  const hears = (answer: string): Observable<string> => chat.pipe(receive$(), first(is(answer)))
  const serverHears = (words: string): Observable<string> => server.heard$.pipe(filter(is(words)))
  const act = (action: () => void): Observable<never> =>
    defer(() => {
      action()
      return from([])
    })

  return [
    {
      says: 'start: both open; quotes greets the server first, then subscribes; a quote comes',
      happens$: merge(bothStart$, quote$.pipe(take(1))),
    },
    {
      says: "text: chat says 'hello' and hears 'HELLO'",
      happens$: merge(
        hears('HELLO'),
        act(() => sayText('hello')),
      ),
    },
    {
      says: 'binary: chat sends three bytes and gets them back in reverse',
      happens$: merge(
        chat.pipe(
          receive$({ binary: true }),
          first((bytes) => bytes.join() === '3,2,1'),
        ),
        act(() => sayBytes(new Uint8Array([1, 2, 3]))),
      ),
    },
    {
      says: 'a bad message: it becomes an error with the place of the fault, and the feed goes on',
      happens$: merge(
        concat(
          quotes.pipe(
            error$(),
            first(({ _tag }) => _tag === 'DecodeFailed'),
          ),
          quote$.pipe(take(1)),
        ),
        act(() => server.misquote()),
      ),
    },
    {
      says: 'the server drops both: they wait and try again; what chat says meanwhile is queued',
      happens$: concat(
        merge(
          bothStop$,
          defer(() => server.goAway()),
        ),
        act(() => sayText('still there?')),
      ),
    },
    {
      says: 'the server is back: both reopen; quotes greets and subscribes again; the queue leaves',
      happens$: merge(
        forkJoin([bothStart$, hears('STILL THERE?'), serverHears('{"subscribe":"ACME"}').pipe(skip(1), take(1))]),
        defer(() => server.comeBack()),
      ),
    },
    {
      says: "stop: chat's 'goodbye' leaves before the closing handshake; both end with 1000",
      happens$: merge(
        serverHears('goodbye').pipe(take(1)),
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
