import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { type WebSocket, WebSocketServer } from 'ws'

import { type Behaviour, wellBehaved } from './behaviour.ts'

const phrases = { 401: 'Unauthorized', 503: 'Service Unavailable' } as const

/** An ordinary `ws` server that answers text in capitals and bytes in reverse, or misbehaves when told to. */
export class MisbehavingServer {
  readonly #server = new WebSocketServer({ noServer: true })
  #behaviour: Behaviour = wellBehaved

  /** From now on, for those who are connected and for those who come. */
  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour
    for (const socket of this.#server.clients) this.#listen(socket)
  }

  /** Ends every connection without a closing handshake. */
  drop(): void {
    for (const socket of this.#server.clients) socket.terminate()
  }

  /** Begins the closing handshake on every connection. */
  close(code: number): void {
    for (const socket of this.#server.clients) socket.close(code, 'the server was told to')
  }

  readonly upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const { handshake } = this.#behaviour
    if (handshake !== 101) {
      stream.end(`HTTP/1.1 ${handshake} ${phrases[handshake]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // A page may break off at any moment: the close that follows says all there is to say.
      socket.on('error', () => undefined)
      socket.on('message', (data: Buffer, isBinary) => {
        this.#answer(socket, data, isBinary)
      })
      this.#listen(socket)
    })
  }

  /** One that does not listen reads nothing at all, not even a close. */
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
