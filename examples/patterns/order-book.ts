import * as t from 'io-ts'
import type { Connection } from 'pulsewire'
import { inSequence, type Position, topics } from 'pulsewire/topics'
import { type Observable, retry, scan } from 'rxjs'

/** Price and quantity. A quantity of 0 removes the price. */
const Level = t.tuple([t.number, t.number])

const Snapshot = t.type({ symbol: t.string, lastId: t.number, bids: t.array(Level), asks: t.array(Level) })
const Change = t.type({
  symbol: t.string,
  firstId: t.number,
  finalId: t.number,
  bids: t.array(Level),
  asks: t.array(Level),
})

/** A message of the exchange: `json(Depth, DepthCommand)` is the codec of the connection. */
export const Depth = t.union([Snapshot, Change])
export type Depth = t.TypeOf<typeof Depth>

export const DepthCommand = t.type({
  method: t.keyof({ SUBSCRIBE: null, UNSUBSCRIBE: null }),
  params: t.readonlyArray(t.string),
})
export type DepthCommand = t.TypeOf<typeof DepthCommand>

/** Quantities by price. */
export interface Book {
  readonly bids: ReadonlyMap<number, number>
  readonly asks: ReadonlyMap<number, number>
}

const empty: Book = { bids: new Map(), asks: new Map() }

function positionOf(depth: Depth): Position {
  return 'lastId' in depth ? { snapshot: depth.lastId } : { from: depth.firstId, to: depth.finalId }
}

function update(side: ReadonlyMap<number, number>, levels: Depth['bids']): ReadonlyMap<number, number> {
  const updated = new Map(side)
  for (const [price, quantity] of levels) {
    if (quantity === 0) updated.delete(price)
    else updated.set(price, quantity)
  }
  return updated
}

function apply(book: Book, depth: Depth): Book {
  const { bids, asks } = 'lastId' in depth ? empty : book
  return { bids: update(bids, depth.bids), asks: update(asks, depth.asks) }
}

/** The books of an exchange, by symbol. Make one for a connection. */
export function orderBooks(connection: Connection<Depth, DepthCommand>): (symbol: string) => Observable<Book> {
  return topics(connection, {
    keyOf: ({ symbol }) => symbol,
    subscribe: (symbols: ReadonlyArray<string>): DepthCommand => ({ method: 'SUBSCRIBE', params: symbols }),
    unsubscribe: (symbols): DepthCommand => ({ method: 'UNSUBSCRIBE', params: symbols }),
    replay: 1, // a later subscriber gets the current book at once
    through: (depth$) =>
      depth$.pipe(
        inSequence(positionOf),
        retry({ delay: 1_000 }), // a gap: unsubscribe, subscribe, and get a new snapshot
        scan(apply, empty),
      ),
  })
}
