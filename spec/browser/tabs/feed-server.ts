import type { Server } from 'node:http'

import { type WebSocket, WebSocketServer } from 'ws'

import { type FeedRecord, now, type Wish } from './feed.ts'

/** Milliseconds between two quotes of a symbol. */
const interval = 2

/** The feed of a host: a real server of `ws`, and what it has seen. */
export interface FeedServer {
  readonly record: () => FeedRecord
  /** Drops all sockets. */
  readonly drop: () => void
  readonly stop: () => void
}

/** Serves quotes at `/feed`. */
export function attachFeed(server: Server): FeedServer {
  const sockets = new WebSocketServer({ noServer: true })
  const subscriptions = new Map<WebSocket, string[]>()
  const unsubscribed: Record<string, number> = {}
  const counts = new Map<string, number>()
  let closed = 0
  server.on('upgrade', (request, tcp, head) => {
    if (request.url === '/feed') sockets.handleUpgrade(request, tcp, head, accept)
  })

  function accept(socket: WebSocket): void {
    const held: string[] = []
    subscriptions.set(socket, held)
    socket.on('message', (data: Buffer) => {
      const { method, params } = JSON.parse(data.toString()) as Wish
      for (const symbol of params) {
        if (method === 'SUBSCRIBE') held.push(symbol)
        else {
          held.splice(held.indexOf(symbol), 1)
          unsubscribed[symbol] = now()
        }
      }
    })
    socket.on('close', () => {
      subscriptions.delete(socket)
      closed = now()
    })
    socket.on('error', () => undefined)
  }

  const timer = setInterval(() => {
    for (const symbol of new Set([...subscriptions.values()].flat())) {
      const n = (counts.get(symbol) ?? 0) + 1
      counts.set(symbol, n)
      for (const [socket, held] of subscriptions) {
        // One for each subscription, so that a second one would double the quotes.
        for (const one of held) if (one === symbol) socket.send(JSON.stringify({ symbol, n, at: now() }))
      }
    }
  }, interval)

  return {
    record: () => {
      const count: Record<string, number> = {}
      for (const symbol of [...subscriptions.values()].flat()) count[symbol] = (count[symbol] ?? 0) + 1
      return { sockets: subscriptions.size, subscriptions: count, unsubscribed, closed }
    },
    drop: () => {
      for (const socket of subscriptions.keys()) socket.terminate()
    },
    stop: () => {
      clearInterval(timer)
      for (const socket of subscriptions.keys()) socket.terminate()
    },
  }
}
