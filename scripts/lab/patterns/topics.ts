import * as t from 'io-ts'
import { clientStart$, clientStop$, defineConnection, error$, json, send } from 'pulsewire'
import { inSequence, topics } from 'pulsewire/topics'
import { lastValueFrom, map, type Observable, retry, scan, type Subscription, tap, timer } from 'rxjs'
import type { WebSocket } from 'ws'

import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { serveAndDrop } from './drop-server.ts'

/** ms */
const duration = 8_000
const symbols = Array.from({ length: 10 }, (_, index) => `S${index}`)

const Depth = t.union([
  t.type({ symbol: t.string, snapshot: t.number, sum: t.number }),
  t.type({ symbol: t.string, change: t.number, by: t.number }),
])
type Depth = t.TypeOf<typeof Depth>
const Command = t.union([
  t.type({ sub: t.readonlyArray(t.string) }),
  t.type({ unsub: t.readonlyArray(t.string) }),
  t.type({ chat: t.number }),
])
type Command = t.TypeOf<typeof Command>

interface Book {
  readonly symbol: string
  readonly last: number
  /** The sum of all changes: it stands for the content of an order book. */
  readonly sum: number
}

const positionOf = (depth: Depth): { snapshot: number } | { from: number; to: number } =>
  'snapshot' in depth ? { snapshot: depth.snapshot } : { from: depth.change, to: depth.change }

const apply = (book: Book | undefined, depth: Depth): Book =>
  'snapshot' in depth
    ? { symbol: depth.symbol, last: depth.snapshot, sum: depth.sum }
    : { symbol: depth.symbol, last: depth.change, sum: (book?.sum ?? NaN) + depth.by }

/** The outcome of a run. */
export interface TopicsRun {
  readonly wrong: ReadonlyArray<string>
  readonly drops: number
  readonly gaps: number
}

/** Ten order books whose subscribers come and go, over sockets that drop. */
export async function runTopics(seed: number): Promise<TopicsRun> {
  const random = randomPart(seed, 3)
  const wrong: string[] = []
  const figures = { deliveries: 0, misrouted: 0, doubled: 0, stray: 0, gapsMade: 0, resyncs: 0, lateSubscriptions: 0 }
  const truth = new Map(symbols.map((symbol) => [symbol, { last: 0, sum: 0 }]))
  const sets = new Map<WebSocket, Set<string>>()
  let isLossy = true
  let setBeforeChat = true

  const server = await serveAndDrop(random, [20, 170], (socket) => {
    const held = new Set<string>()
    sets.set(socket, held)
    let hasSubscribed = false
    socket.on('close', () => sets.delete(socket))
    socket.on('message', (data) => {
      const command = JSON.parse((data as Buffer).toString()) as Command
      if ('chat' in command) {
        // T2: the first message of a socket subscribes, if any key was live when it opened.
        if (!hasSubscribed && live.size > 0 && setBeforeChat) figures.lateSubscriptions++
        return
      }
      if ('sub' in command) {
        hasSubscribed = true
        for (const symbol of command.sub) {
          if (held.has(symbol)) figures.doubled++
          held.add(symbol)
          const { last, sum } = truth.get(symbol) ?? { last: 0, sum: 0 }
          socket.send(JSON.stringify({ symbol, snapshot: last, sum }))
        }
      } else for (const symbol of command.unsub) if (!held.delete(symbol)) figures.stray++
    })
  })
  const market = setInterval(() => {
    for (const symbol of symbols) {
      const book = truth.get(symbol)
      if (book === undefined) continue
      const by = Math.floor(random() * 100)
      book.last++
      book.sum += by
      for (const [socket, held] of sets) {
        if (!held.has(symbol)) continue
        if (isLossy && random() < 0.01) figures.gapsMade++
        else socket.send(JSON.stringify({ symbol, change: book.last, by }))
      }
    }
  }, 1)

  const quotes = defineConnection({
    name: 'lab',
    url: server.url,
    codec: json(Depth, Command),
    retry: { initialDelay: 1, maxDelay: 1 },
  })
  const book$ = topics(quotes, {
    keyOf: ({ symbol }) => symbol,
    subscribe: (keys: ReadonlyArray<string>): Command => ({ sub: keys }),
    unsubscribe: (keys) => ({ unsub: keys }),
    replay: 1,
    through: (depth$): Observable<Book> =>
      depth$.pipe(
        inSequence(positionOf),
        tap({ error: () => figures.resyncs++ }),
        retry(),
        scan(apply, undefined as Book | undefined),
        map((book) => book as Book),
      ),
  })
  const faults = new Map<string, number>()
  quotes.pipe(error$()).subscribe({
    next: ({ _tag }) => faults.set(_tag, (faults.get(_tag) ?? 0) + 1),
    error: console.error,
  })
  const lease = clientStart$(quotes).subscribe({ error: console.error })

  /** The subscribers of each symbol, with the book that each saw last. */
  const live = new Map<Subscription, { readonly symbol: string; book: Book | undefined }>()
  const join = (symbol: string): void => {
    const seen: { readonly symbol: string; book: Book | undefined } = { symbol, book: undefined }
    const subscription = book$(symbol).subscribe({
      next: (book) => {
        figures.deliveries++
        if (book.symbol !== symbol) figures.misrouted++
        seen.book = book
      },
      error: (error: unknown) => wrong.push(`a subscriber got an error: ${String(error)}`),
    })
    live.set(subscription, seen)
  }
  const leave = (): void => {
    const [subscription] = [...live.keys()].slice(Math.floor(random() * live.size))
    subscription?.unsubscribe()
    if (subscription !== undefined) live.delete(subscription)
  }
  for (const symbol of symbols) for (let i = 0; i < 4; i++) join(symbol)
  const users = setInterval(() => {
    if (random() < 0.5 || live.size < 20) join(symbols[Math.floor(random() * symbols.length)] ?? 'S0')
    else leave()
    if (live.size > 60) leave()
  }, 3)
  const chat = timer(0, 7)
    .pipe(
      map((n): Command => ({ chat: n })),
      send(quotes),
    )
    .subscribe()

  await new Promise((resolve) => setTimeout(resolve, duration))
  clearInterval(users)
  chat.unsubscribe()
  setBeforeChat = false
  server.calm()
  isLossy = false
  await new Promise((resolve) => setTimeout(resolve, 500))
  clearInterval(market)
  await new Promise((resolve) => setTimeout(resolve, 100))

  const keys = new Set([...live.values()].map(({ symbol }) => symbol))
  const [held = new Set<string>()] = sets.values()
  const isEqual = held.size === keys.size && [...keys].every((key) => held.has(key))
  const books = [...live.values()]
  const equal = books.filter(({ symbol, book }) => {
    const { last, sum } = truth.get(symbol) ?? { last: NaN, sum: NaN }
    return book?.last === last && book.sum === sum
  }).length
  const drops = server.drops()
  for (const subscription of live.keys()) subscription.unsubscribe()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const left = [...sets.values()].reduce((sum, { size }) => sum + size, 0)
  await lastValueFrom(clientStop$(quotes), { defaultValue: undefined })
  lease.unsubscribe()
  await server.close()

  console.log(
    `topics, seed ${seed}: ${drops} drops, ${JSON.stringify(figures)}, books equal ${equal} of ${books.length}, ` +
      `server's set = client's: ${isEqual}, held after all left: ${left}, faults ${JSON.stringify(Object.fromEntries(faults))}`,
  )
  const { misrouted, doubled, stray, lateSubscriptions } = figures
  if (misrouted > 0) wrong.push(`${misrouted} deliveries to the wrong topic`)
  if (doubled > 0) wrong.push(`T1: ${doubled} subscriptions of a topic that the socket had`)
  if (stray > 0) wrong.push(`T3: ${stray} unsubscriptions of a topic that the socket had not`)
  if (lateSubscriptions > 0) wrong.push(`T2: ${lateSubscriptions} messages ahead of the subscriptions`)
  if (equal !== books.length) wrong.push(`T4: ${books.length - equal} books differ from the server's`)
  if (!isEqual || left > 0) wrong.push(`T2: the server's set is not the client's`)
  return { wrong, drops, gaps: figures.gapsMade }
}
