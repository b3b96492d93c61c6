import * as t from 'io-ts'
import { type Codec, type Connection, json, state$ } from 'pulsewire'
import { inSequence, topics } from 'pulsewire/topics'
import {
  catchError,
  combineLatest,
  EMPTY,
  from,
  map,
  mergeMap,
  type Observable,
  retry,
  scan,
  throwError,
  timer,
} from 'rxjs'

/** A snapshot of a symbol, a change with the next number, or the refusal of a symbol. */
export type FromFeed =
  | { readonly type: 'snapshot' | 'change'; readonly symbol: string; readonly number: number; readonly price: number }
  | { readonly type: 'refused'; readonly symbol: string; readonly text: string }

/** Subscribes to symbols, or unsubscribes. */
export interface ToFeed {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'
  readonly params: ReadonlyArray<string>
}

const FromFeed: t.Type<FromFeed, unknown> = t.union([
  t.type({
    type: t.union([t.literal('snapshot'), t.literal('change')]),
    ...{ symbol: t.string, number: t.number, price: t.number },
  }),
  t.type({ type: t.literal('refused'), symbol: t.string, text: t.string }),
])

const ToFeed: t.Type<ToFeed, unknown> = t.type({
  method: t.union([t.literal('SUBSCRIBE'), t.literal('UNSUBSCRIBE')]),
  params: t.readonlyArray(t.string),
})

/** The codec of the feed's connection: checks the messages of both directions. */
export const feedCodec: Codec<FromFeed, ToFeed> = json(FromFeed, ToFeed)

type Quote = Extract<FromFeed, { readonly price: number }>

/** The feed refused a symbol. */
export class SymbolRefused extends Error {
  override readonly name: string = 'SymbolRefused'
}

function quoteOf(message: FromFeed): Quote {
  if (message.type === 'refused') throw new SymbolRefused(`${message.symbol}: ${message.text}`)
  return message
}

/**
 * The quotes of a symbol, without a gap: a missing number takes a new snapshot 100 ms later. Errors with `SymbolRefused`. All
 * subscribers of a symbol share one subscription at the server. Call it once for a connection.
 */
export function quotesOf(feed: Connection<FromFeed, ToFeed>): (symbol: string) => Observable<Quote> {
  return topics(feed, {
    keyOf: ({ symbol }) => symbol,
    subscribe: (params: ReadonlyArray<string>): ToFeed => ({ method: 'SUBSCRIBE', params }),
    unsubscribe: (params): ToFeed => ({ method: 'UNSUBSCRIBE', params }),
    replay: 1,
    through: (messages$) =>
      messages$.pipe(
        map(quoteOf),
        inSequence(({ type, number }) => (type === 'snapshot' ? { snapshot: number } : { from: number, to: number })),
        retry({ delay: (error) => (error instanceof SymbolRefused ? throwError(() => error) : timer(100)) }),
      ),
  })
}

/** The last prices of several symbols, and whether they are current. */
export interface Prices {
  readonly isLive: boolean
  readonly bySymbol: Readonly<Record<string, number>>
}

/** Emits on every quote, and when the connection is lost or comes back. A refused symbol is left out. */
export function prices$(
  feed: Connection<FromFeed, ToFeed>,
  quotes: (symbol: string) => Observable<Quote>,
  symbols: ReadonlyArray<string>,
): Observable<Prices> {
  const bySymbol$ = from(symbols).pipe(
    mergeMap((symbol) => quotes(symbol).pipe(catchError(() => EMPTY))),
    scan((all: Readonly<Record<string, number>>, { symbol, price }) => ({ ...all, [symbol]: price }), {}),
  )
  return combineLatest([bySymbol$, feed.pipe(state$())]).pipe(
    map(([bySymbol, state]) => ({ isLive: state._tag === 'Open', bySymbol })),
  )
}
