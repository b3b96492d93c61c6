import type { Socket as TcpSocket } from 'node:net'
import type { Duplex } from 'node:stream'

import type { AcceptedSocket, Farewell } from '../../accepting.ts'
import { closedSocket } from '../../closed-socket.ts'
import type { Socket, SocketListener } from '../../transport.ts'
import { type OwnedWebSocket, takeTcpSocket, watchEnd } from '../owned-web-socket.ts'
import { PartingSocket } from './parting-socket.ts'

/** A socket of `ws` that a peer has opened. It is paused. */
export class AcceptedWebSocket implements AcceptedSocket {
  readonly #websocket: OwnedWebSocket
  readonly #tcp: TcpSocket
  readonly #compressFrom: number
  #socket: PartingSocket | undefined
  #count: ((chunk: Buffer) => void) | undefined

  constructor(websocket: OwnedWebSocket, stream: Duplex, compressFrom: number) {
    this.#websocket = websocket
    // Any other stream lacks only members that are looked for first.
    this.#tcp = stream as unknown as TcpSocket
    this.#compressFrom = compressFrom
  }

  adopt(listener: SocketListener): Socket {
    const websocket = this.#websocket
    if (websocket.readyState !== websocket.OPEN) {
      websocket.terminate()
      listener.ended({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
      return closedSocket
    }
    const socket = new PartingSocket(websocket, listener, this.#compressFrom)
    websocket.owner = this.#socket = socket
    takeTcpSocket(socket, this.#tcp, undefined)
    watchEnd(this.#tcp)
    socket.opened()
    return socket
  }

  turnAway({ code, reason }: Farewell): void {
    this.#websocket.sendClose(code, reason)
    // Without an owner, the messages that come go nowhere.
    this.#websocket.resume()
  }

  limit(bytes: number, exceeded: () => void): void {
    this.unlimit()
    let left = bytes
    const count = (chunk: Buffer): void => {
      left -= chunk.length
      // The messages of the chunk may have ended the limit.
      if (left < 0 && count === this.#count) exceeded()
    }
    this.#count = count
    // Behind `ws`, which has delivered the messages of the chunk.
    this.#tcp.on('data', count)
  }

  unlimit(): void {
    if (this.#count !== undefined) this.#tcp.off('data', this.#count)
    this.#count = undefined
  }

  partWith(farewell: Farewell | undefined): void {
    if (this.#socket !== undefined) this.#socket.farewell = farewell
  }
}
