import type { IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import { refusedBy, violationCode } from './ws-end.ts'
import type { WsSocket } from './ws-socket.ts'

/**
 * A `WebSocket` whose events go to one socket of ours and to nobody else: without a table of listeners, which would
 * take more memory than all that a socket of ours holds, and a detour for each message.
 */
export class OwnedWebSocket extends WebSocket {
  owner: WsSocket | undefined

  /** Every event of `ws`, with what it carries; there is none before a WebSocket has its owner. No `error` is ever thrown. */
  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { owner } = this
    if (owner === undefined) return false
    switch (event) {
      case 'message':
        // With `binaryType` 'nodebuffer', the default, a message is one Buffer, however many fragments it came in.
        if (owner.isListening) owner.listener.received(first as Buffer, second as boolean)
        break
      case 'pong':
        owner.listener.ponged()
        break
      case 'ping':
        owner.pinged(first as Buffer)
        break
      case 'upgrade':
        takeTcpSocket(owner, (first as IncomingMessage).socket)
        break
      case 'unexpected-response':
        owner.refuse(refusedBy(second as IncomingMessage))
        break
      case 'open':
        owner.opened()
        break
      case 'error':
        owner.failed(first, violationCode(first))
        break
      case 'close':
        owner.gone(first as number, second as Buffer)
        break
      default:
        return false
    }
    return true
  }
}

const owner: unique symbol = Symbol('owner')

/** The TCP socket below a socket of ours. */
type Owned = TcpSocket & { [owner]?: WsSocket }

/** The opening handshake was answered with a switch of protocols: from here on the TCP socket is ours. */
function takeTcpSocket(socket: WsSocket, tcp: Owned): void {
  tcp[owner] = socket
  socket.switched(tcp)
  tcp.on('error', onTcpError)
  tcp.on('end', onTcpEnd)
  tcp.on('finish', onTcpFinish)
}

// All connections share these listeners, for the sake of those who hold thousands: `this` leads to the socket.

/** `ws` keeps errors of an open TCP socket to itself. */
function onTcpError(this: Owned, error: Error): void {
  this[owner]?.failed(error, undefined)
}

function onTcpEnd(this: Owned): void {
  this[owner]?.peerEnded(this)
}

/** `ws` has said its last word and would wait for the peer's, for as long as `closeTimeout`. */
function onTcpFinish(this: Owned): void {
  this.destroy()
}
