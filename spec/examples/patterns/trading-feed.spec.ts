import { clientStart$, type Connection, defineConnection } from 'pulsewire'
import { closes, marbles, type Peer } from 'pulsewire/testing'
import { catchError, distinctUntilChanged, ignoreElements, map, of } from 'rxjs'

import { feedCodec, type FromFeed, prices$, quotesOf, type ToFeed } from '../../../examples/patterns/trading-feed.ts'

const say = (message: FromFeed): string => JSON.stringify(message)
const snapshot = (symbol: string, number: number, price: number): string =>
  say({ type: 'snapshot', symbol, number, price })
const change = (symbol: string, number: number, price: number): string => say({ type: 'change', symbol, number, price })

const retry = { initialDelay: 10, jitter: 'none' } as const
const connect = ({ transport }: Peer): Connection<FromFeed, ToFeed> =>
  defineConnection({ url: 'ws://peer', codec: feedCodec, transport, retry })

const command = (data: string | Uint8Array): string => {
  const { method, params } = JSON.parse(data as string) as ToFeed
  return `${method} ${params.join()}`
}

describe('the trading feed', () => {
  it(
    'subscribes again after a drop, and shows meanwhile that its prices are stale',
    marbles(({ peer, expectObservable }) => {
      const first = { a: snapshot('A', 7, 10), b: change('A', 8, 11), x: closes(1012) }
      const server = peer(['-oab-x', '-oc'], { ...first, c: snapshot('A', 20, 12) })
      const feed = connect(server)
      const until = '^--------------------!'
      expectObservable(clientStart$(feed).pipe(ignoreElements()), until)
      expectObservable(
        prices$(feed, quotesOf(feed), ['A']).pipe(
          map(({ isLive, bySymbol }) => `${isLive ? 'live' : 'stale'} ${bySymbol['A'] ?? ''}`),
          distinctUntilChanged(),
        ),
        until,
      ).toBe('--ab-x----------yz', { a: 'live 10', b: 'live 11', x: 'stale 11', y: 'live 11', z: 'live 12' })
      expectObservable(server.sent$.pipe(map(command)), until).toBe('-s--------------s', { s: 'SUBSCRIBE A' })
    }),
  )

  it(
    'takes a new snapshot after a gap',
    marbles(({ peer, expectObservable }) => {
      const values = { a: snapshot('A', 7, 10), c: change('A', 9, 12), d: snapshot('A', 9, 12) }
      const server = peer(['-oac 101ms d'], values)
      const feed = connect(server)
      const until = '^ 119ms !'
      expectObservable(clientStart$(feed).pipe(ignoreElements()), until)
      expectObservable(quotesOf(feed)('A').pipe(map(({ price }) => price)), until).toBe('--a 102ms d', { a: 10, d: 12 })
      expectObservable(server.sent$.pipe(map(command)), until).toBe('-s-u 99ms s', {
        ...{ s: 'SUBSCRIBE A', u: 'UNSUBSCRIBE A' },
      })
    }),
  )

  it(
    'leaves out a refused symbol, and goes on with the others',
    marbles(({ peer, expectObservable }) => {
      const refused = say({ type: 'refused', symbol: 'B', text: 'no such symbol' })
      const server = peer(['-oar-b'], { a: snapshot('A', 7, 10), r: refused, b: change('A', 8, 11) })
      const feed = connect(server)
      const quotes = quotesOf(feed)
      const until = '^-------!'
      expectObservable(clientStart$(feed).pipe(ignoreElements()), until)
      expectObservable(prices$(feed, quotes, ['A', 'B']).pipe(map(({ bySymbol }) => bySymbol)), until).toBe('--a--b', {
        ...{ a: { A: 10 }, b: { A: 11 } },
      })
      const error$ = quotes('B').pipe(catchError((error: Error) => of(error.message)))
      expectObservable(error$, until).toBe('---(e|)', { e: 'B: no such symbol' })
    }),
  )
})
