import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { type WebSocket, WebSocketServer } from 'ws'

import { type Behaviour, wellBehaved } from './behaviour.ts'

const phrases = { 401: 'Unauthorized', 503: 'Service Unavailable' } as const

/** A `ws` server that answers text in capitals and bytes in reverse order, or misbehaves on request. */
export class MisbehavingServer {
  readonly #server = new WebSocketServer({ noServer: true })
  #behaviour: Behaviour = wellBehaved

  /** Applies to current and later connections. */
  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour
    for (const socket of this.#server.clients) this.#listen(socket)
  }

  /** Terminates every connection, without a closing handshake. */
  drop(): void {
    for (const socket of this.#server.clients) socket.terminate()
  }

  /** Begins the closing handshake on every connection. */
  close(code: number): void {
    for (const socket of this.#server.clients) socket.close(code, 'requested by the page')
  }

  readonly upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const { handshake } = this.#behaviour
    if (handshake !== 101) {
      stream.end(`HTTP/1.1 ${handshake} ${phrases[handshake]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // A page may break its connection at any time; the event `close` that follows is enough.
      socket.on('error', () => undefined)
      socket.on('message', (data: Buffer, isBinary) => {
        this.#answer(socket, data, isBinary)
      })
      this.#listen(socket)
    })
  }

  /** Stops reading altogether: not even a close is read. */
  #listen(socket: WebSocket): void {
    if (this.#behaviour.delay === null) socket.pause()
    else socket.resume()
  }

  #answer(socket: WebSocket, data: Buffer, isBinary: boolean): void {
    const text = data.toString()
    const answer = isBinary ? data.reverse() : text === 'ping' ? 'pong' : text.toUpperCase()
    setTimeout(() => {
      socket.send(answer)
    }, this.#behaviour.delay ?? 0).unref()
  }
}
