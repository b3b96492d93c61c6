import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { type WebSocket, WebSocketServer } from 'ws'

import type { Random } from '../../../lib/testing/faulty/random.ts'

/** A server that terminates each socket after a random time. */
export interface DropServer {
  readonly url: string
  /** Sockets terminated so far. */
  readonly drops: () => number
  /** Ends the drops: sockets that are open from now on stay open. */
  readonly calm: () => void
  readonly close: () => Promise<void>
}

/** @param life - the shortest and the longest time that a socket lives, ms */
export async function serveAndDrop(
  random: Random,
  life: readonly [shortest: number, longest: number],
  accept: (socket: WebSocket) => void,
): Promise<DropServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const timers = new Map<WebSocket, NodeJS.Timeout>()
  let drops = 0
  let isCalm = false
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timers.get(socket))
      timers.delete(socket)
    })
    if (!isCalm) {
      const drop = (): void => {
        drops++
        socket.terminate()
      }
      timers.set(socket, setTimeout(drop, life[0] + random() * (life[1] - life[0])))
    }
    accept(socket)
  })
  const calm = (): void => {
    isCalm = true
    for (const timer of timers.values()) clearTimeout(timer)
  }
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drops: () => drops,
    calm,
    close: async () => {
      calm()
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
