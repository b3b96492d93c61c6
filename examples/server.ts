import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { type Observable, ReplaySubject } from 'rxjs'
import { type WebSocket, WebSocketServer } from 'ws'

/** A plain `ws` server with two paths, for the tour. It does not use pulsewire. */
export interface TourServer {
  /** A free port of this machine. A restart uses the same one. */
  readonly port: number
  /** Every text message that the server received, replayed from the first. */
  readonly received$: Observable<string>
  /** Sends the feed's subscribers a quote with a price that is not a number. */
  sendBadQuote(): void
  /** Terminates every connection, and refuses new ones. */
  stop(): Promise<void>
  restart(): Promise<void>
}

/** Milliseconds before the server answers, as if it were far away. */
const latency = 80

/** Milliseconds between two quotes. */
const quoteInterval = 250

const prices = [101.5, 99, 100.25]

/** @param onChange - called when the server starts and when it stops */
export async function startServer(onChange: (isUp: boolean) => void): Promise<TourServer> {
  const received = new ReplaySubject<string>(Infinity)
  let server = await listen(0, received)
  const { port } = server.address() as AddressInfo
  onChange(true)

  return {
    port,
    received$: received.asObservable(),
    sendBadQuote: () => {
      for (const socket of server.clients) {
        if (subscribers.has(socket)) socket.send('{"symbol":"ACME","price":"a lot"}')
      }
    },
    stop: async () => {
      onChange(false)
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
    restart: async () => {
      server = await listen(port, received)
      onChange(true)
    },
  }
}

const subscribers = new WeakSet<WebSocket>()

async function listen(port: number, received: ReplaySubject<string>): Promise<WebSocketServer> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port,
    verifyClient: (_info, answer: (accept: boolean) => void) => {
      setTimeout(answer, latency, true)
    },
  })
  server.on('connection', (socket, { url }) => {
    const answer = url === '/quotes' ? quotes : chat
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) received.next(data.toString())
      answer(socket, data, isBinary)
    })
  })
  await once(server, 'listening')
  return server
}

/** Answers text in capitals and bytes in reverse order. */
function chat(socket: WebSocket, data: Buffer, isBinary: boolean): void {
  setTimeout(() => {
    socket.send(isBinary ? data.reverse() : data.toString().toUpperCase())
  }, latency)
}

/** Answers a hello with a welcome, and a subscription with quotes. */
function quotes(socket: WebSocket, data: Buffer): void {
  const request = JSON.parse(data.toString()) as { readonly hello?: string; readonly subscribe?: string }
  if (request.hello !== undefined) {
    const welcome = JSON.stringify({ welcome: request.hello })
    setTimeout(() => socket.send(welcome), latency)
  }
  if (request.subscribe === undefined) return
  subscribers.add(socket)
  const symbol = request.subscribe
  let next = 0
  const timer = setInterval(() => {
    socket.send(JSON.stringify({ symbol, price: prices[next++ % prices.length] }))
  }, quoteInterval)
  socket.on('close', () => {
    clearInterval(timer)
  })
}
