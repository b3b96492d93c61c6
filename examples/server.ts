import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import * as t from 'io-ts'
import { clientStart$, type Connection, json, raw, receive$, send, stop$ } from 'pulsewire'
import { accept$ } from 'pulsewire/server'
import {
  catchError,
  delay,
  EMPTY,
  interval,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs'

import { ToFeed } from './feed.ts'

/** A server with two paths, for the tour: its ends of the connections are pipelines too. */
export interface TourServer {
  /** A free port of this machine. A restart uses the same one. */
  readonly port: number
  /** Every text message that the server received, replayed from the first. */
  readonly received$: Observable<string>
  /** Sends the feed's subscribers a quote with a price that is not a number. */
  sendBadQuote(): void
  /** Closes every connection with 1001, and refuses new ones. */
  stop(): Promise<void>
  restart(): Promise<void>
}

/** Milliseconds before the server answers, as if it were far away. */
const latency = 80

/** Milliseconds between two quotes. */
const quoteInterval = 250

const prices = [101.5, 99, 100.25]

interface Running {
  readonly port: number
  readonly stop: () => Promise<void>
}

/** @param onChange - called when the server starts and when it stops */
export async function startServer(onChange: (isUp: boolean) => void): Promise<TourServer> {
  const received = new ReplaySubject<string>(Infinity)
  const bad = new Subject<void>()
  let running = await listen(0, received, bad)
  const { port } = running
  onChange(true)

  return {
    port,
    received$: received.asObservable(),
    sendBadQuote: () => bad.next(),
    stop: async () => {
      onChange(false)
      await running.stop()
    },
    restart: async () => {
      running = await listen(port, received, bad)
      onChange(true)
    },
  }
}

async function listen(port: number, received: Subject<string>, bad$: Observable<void>): Promise<Running> {
  const server = createServer()
  const shutdown = new Subject<void>()
  const common = { server, shutdown$: shutdown, peer: () => timer(latency).pipe(map(() => ({}))) }
  const peers$ = merge(
    accept$({ ...common, path: '/chat', codec: raw }).pipe(mergeMap((peer) => chat(peer, received))),
    accept$({ ...common, path: '/quotes', codec: json(ToFeed, t.unknown) }).pipe(
      mergeMap((peer) => quotes(peer, received, bad$)),
    ),
  )
  const ended = lastValueFrom(peers$, { defaultValue: undefined })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      shutdown.next()
      await ended
      server.close()
      await once(server, 'close')
    },
  }
}

type Bytes = string | Uint8Array

/** Answers text in capitals and bytes in reverse order. */
function chat(peer: Connection<Bytes, Bytes>, received: Subject<string>): Observable<unknown> {
  return clientStart$(peer).pipe(
    receive$(),
    tap((data) => typeof data === 'string' && received.next(data)),
    delay(latency),
    map((data) => (typeof data === 'string' ? data.toUpperCase() : Uint8Array.from(data).reverse())),
    send(peer),
    catchError(() => EMPTY),
  )
}

/** Answers a hello with a welcome, and a subscription with quotes. */
function quotes(
  peer: Connection<ToFeed, unknown>,
  received: Subject<string>,
  bad$: Observable<void>,
): Observable<unknown> {
  const request$ = clientStart$(peer).pipe(
    receive$(),
    tap((request) => received.next(JSON.stringify(request))),
    share(),
  )
  const welcome$ = request$.pipe(mergeMap((request) => ('hello' in request ? of({ welcome: request.hello }) : EMPTY)))
  const quote$ = request$.pipe(
    mergeMap((request) => ('subscribe' in request ? of(request.subscribe) : EMPTY)),
    switchMap((symbol) =>
      merge(
        interval(quoteInterval).pipe(map((n) => ({ symbol, price: prices[n % prices.length] }))),
        bad$.pipe(map(() => ({ symbol, price: 'a lot' }))),
      ),
    ),
    takeUntil(peer.pipe(stop$())), // the interval would go on without its peer
  )
  return merge(welcome$.pipe(delay(latency)), quote$).pipe(
    send(peer),
    catchError(() => EMPTY),
  )
}
