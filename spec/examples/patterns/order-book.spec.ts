import { clientStart$, defineConnection, json } from 'pulsewire'
import { marbles, type Peer } from 'pulsewire/testing'
import { map, type Observable } from 'rxjs'

import { type Book, Depth, DepthCommand, orderBooks } from '../../../examples/patterns/order-book.ts'

const snapshot = (lastId: number, bid: number): string =>
  JSON.stringify({ symbol: 'ACME', lastId, bids: [[100, bid]], asks: [] })
const change = (firstId: number, finalId: number, bid: number): string =>
  JSON.stringify({ symbol: 'ACME', firstId, finalId, bids: [[100, bid]], asks: [[101, finalId]] })

/** Bids at 100, asks at 101. */
const brief = ({ bids, asks }: Book): string => `${bids.get(100) ?? '-'}/${asks.get(101) ?? '-'}`

const messages = {
  a: change(3, 4, 40), // older than the snapshot
  b: change(5, 7, 70), // overlaps it
  s: snapshot(6, 60),
  c: change(8, 8, 80),
  d: change(9, 9, 0), // removes the bid
  g: change(12, 12, 120), // 10 and 11 are missing
  t: snapshot(14, 140),
  e: change(15, 15, 150),
}

const books = { s: '60/-', b: '70/7', c: '80/8', d: '-/9', t: '140/-', e: '150/15' }
const commands = {
  S: JSON.stringify({ method: 'SUBSCRIBE', params: ['ACME'] }),
  U: JSON.stringify({ method: 'UNSUBSCRIBE', params: ['ACME'] }),
}

describe('the order book recipe', () => {
  const booksOver = ({ transport }: Peer): ((symbol: string) => Observable<string>) => {
    const retry = { initialDelay: 4, jitter: 'none', stableAfter: 0 } as const
    const exchange = defineConnection({
      url: 'ws://peer',
      transport,
      retry,
      heartbeat: false,
      codec: json(Depth, DepthCommand),
    })
    clientStart$(exchange).subscribe({ error: () => undefined })
    const book$ = orderBooks(exchange)
    return (symbol) => book$(symbol).pipe(map(brief))
  }

  it(
    'T4: changes wait for the snapshot, and follow it without a gap',
    marbles(({ peer, expectObservable }) => {
      const book$ = booksOver(peer(['o-abs---cd'], messages))
      const first = ' ^'
      const late = '  -------^'
      expectObservable(book$('ACME'), first).toBe('----(sb)cd', books)
      expectObservable(book$('ACME'), late).toBe(' -------bcd', books)
    }),
  )

  it(
    'T4: a gap is a resync after 1,000 ms: subscribers see a pause and then a new snapshot',
    marbles(({ peer, expectObservable }) => {
      const script = `o-sbcdg${'-'.repeat(1_003)}te`
      const exchange = peer([script], messages)
      const book$ = booksOver(exchange)
      const sent = '    S-----U 999ms S'
      const received = '--sbcd 1004ms  te'
      expectObservable(book$('ACME')).toBe(received, books)
      expectObservable(exchange.sent$).toBe(sent, commands)
    }),
  )

  it(
    'T4: a book goes on with a new snapshot after a drop, at once',
    marbles(({ peer, expectObservable }) => {
      const exchange = peer(['o-sb#', 'o-te'], messages)
      const sent = '    S-------S'
      const received = '--sb------te'
      expectObservable(booksOver(exchange)('ACME')).toBe(received, books)
      expectObservable(exchange.sent$).toBe(sent, commands)
    }),
  )
})
