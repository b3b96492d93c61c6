/** A tab: the symbols behind `#` of its address, through the worker where there is one, and `direct` on a socket of its own. */
import * as t from 'io-ts'
import { clientStart$, defineConnection, error$, json, receive$, send, start$, state$ } from 'pulsewire'
import { portTransport } from 'pulsewire/port'
import { from, map, merge, mergeMap } from 'rxjs'

import { now, type Quote } from './feed.ts'

const Quote: t.Type<Quote> = t.type({ symbol: t.string, n: t.number, at: t.number })
const symbols = decodeURIComponent(location.hash.slice(1)).split(',')
const url = `${location.origin.replace(/^http/, 'ws')}/feed`

const record = {
  received: {} as Record<string, number[]>,
  states: [] as string[],
  delays: [] as number[],
  directDelays: [] as number[],
}
Object.assign(globalThis, { tab: record })

const hasWorker = 'SharedWorker' in globalThis && !location.search.includes('alone')
const transport = hasWorker
  ? portTransport(() => new SharedWorker('/feed-worker.js', { type: 'module' }).port)
  : undefined

// Without the worker the tab speaks to the server itself: the server takes a wish, the worker a symbol.
const wish = (symbol: string): unknown => ({ method: 'SUBSCRIBE', params: [symbol] })
const feed = defineConnection({ url, transport, codec: json(Quote, t.unknown), retry: { initialDelay: 10 } })
const wishes$ = feed.pipe(
  start$(),
  mergeMap(() => from(symbols)),
  map((symbol) => (hasWorker ? symbol : wish(symbol))),
)
feed.pipe(state$()).subscribe(({ _tag }) => record.states.push(_tag))
feed.pipe(receive$()).subscribe(({ symbol, n, at }) => {
  ;(record.received[symbol] ??= []).push(n)
  record.delays.push(now() - at)
})
merge(wishes$.pipe(send(feed)), clientStart$(feed).pipe(error$())).subscribe()

const direct = location.search.includes('direct') ? new WebSocket(url) : undefined
direct?.addEventListener('open', () => {
  direct.send(JSON.stringify(wish('direct')))
})
direct?.addEventListener('message', ({ data }) => {
  record.directDelays.push(now() - (JSON.parse(data as string) as Quote).at)
})
