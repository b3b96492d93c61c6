import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { type Observable, ReplaySubject } from 'rxjs'
import { type WebSocket, WebSocketServer } from 'ws'

/** An ordinary `ws` server with two paths, for the tour: it knows nothing of pulsewire. */
export interface TourServer {
  /** A free port of this machine; it stays the same while the server is away. */
  readonly port: number
  /** Every text message that came, from the beginning. */
  readonly heard$: Observable<string>
  /** Sends the feed's subscribers a quote whose price is no number. */
  misquote(): void
  /** Drops every connection without a closing handshake, and refuses new ones. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
}

/** As if the server were far away: milliseconds before it answers. */
const distance = 80

/** Milliseconds between two quotes. */
const beat = 250

const prices = [101.5, 99, 100.25]

/** @param tell - told when it comes up and when it goes away */
export async function startServer(tell: (isUp: boolean) => void): Promise<TourServer> {
  const heard = new ReplaySubject<string>(Infinity)
  let server = await listen(0, heard)
  const { port } = server.address() as AddressInfo
  tell(true)

  return {
    port,
    heard$: heard.asObservable(),
    misquote: () => {
      for (const socket of server.clients) {
        if (subscribers.has(socket)) socket.send('{"symbol":"ACME","price":"a lot"}')
      }
    },
    goAway: async () => {
      tell(false)
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
    comeBack: async () => {
      server = await listen(port, heard)
      tell(true)
    },
  }
}

const subscribers = new WeakSet<WebSocket>()

async function listen(port: number, heard: ReplaySubject<string>): Promise<WebSocketServer> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port,
    verifyClient: (_info, answer: (accept: boolean) => void) => {
      setTimeout(answer, distance, true)
    },
  })
  server.on('connection', (socket, { url }) => {
    const answer = url === '/quotes' ? quotes : chat
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) heard.next(data.toString())
      answer(socket, data, isBinary)
    })
  })
  await once(server, 'listening')
  return server
}

/** Text comes back in capitals, binary comes back reversed. */
function chat(socket: WebSocket, data: Buffer, isBinary: boolean): void {
  setTimeout(() => {
    socket.send(isBinary ? data.reverse() : data.toString().toUpperCase())
  }, distance)
}

/** Welcomes who says hello; quotes to who subscribes. */
function quotes(socket: WebSocket, data: Buffer): void {
  const request = JSON.parse(data.toString()) as { readonly hello?: string; readonly subscribe?: string }
  if (request.hello !== undefined) {
    const welcome = JSON.stringify({ welcome: request.hello })
    setTimeout(() => socket.send(welcome), distance)
  }
  if (request.subscribe === undefined) return
  subscribers.add(socket)
  const symbol = request.subscribe
  let next = 0
  const timer = setInterval(() => {
    socket.send(JSON.stringify({ symbol, price: prices[next++ % prices.length] }))
  }, beat)
  socket.on('close', () => {
    clearInterval(timer)
  })
}
