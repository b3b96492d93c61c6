/** The SharedWorker: one socket to the feed, and a connection for each tab, which sends the symbols that it wants. */
import * as t from 'io-ts'
import { clientStart$, defineConnection, error$, json, receive$, send } from 'pulsewire'
import { acceptPorts$ } from 'pulsewire/port'
import { topics } from 'pulsewire/topics'
import { catchError, EMPTY, ignoreElements, last, merge, mergeMap, takeUntil, tap } from 'rxjs'

import type { Quote, Wish } from './feed.ts'

const Quote: t.Type<Quote> = t.type({ symbol: t.string, n: t.number, at: t.number })
const Wish: t.Type<Wish> = t.type({
  method: t.union([t.literal('SUBSCRIBE'), t.literal('UNSUBSCRIBE')]),
  params: t.readonlyArray(t.string),
})

const upstream = defineConnection({
  url: `${location.origin.replace(/^http/, 'ws')}/feed`,
  codec: json(Quote, Wish),
  retry: { initialDelay: 10 },
})

const quotes = topics(upstream, {
  keyOf: ({ symbol }) => symbol,
  subscribe: (symbols: ReadonlyArray<string>): Wish => ({ method: 'SUBSCRIBE', params: symbols }),
  unsubscribe: (symbols): Wish => ({ method: 'UNSUBSCRIBE', params: symbols }),
})

acceptPorts$(self, { codec: json(t.string, Quote) })
  .pipe(
    mergeMap((tab) =>
      merge(
        clientStart$(upstream).pipe(ignoreElements()),
        tab.pipe(
          receive$(),
          // The worker ends as in a crash: nobody is told.
          tap((symbol) => symbol === 'end' && self.close()),
          mergeMap((symbol) => quotes(symbol)),
          send(tab),
        ),
      ).pipe(
        catchError(() => EMPTY),
        takeUntil(clientStart$(tab).pipe(error$(), last(null, null))),
      ),
    ),
  )
  .subscribe()
