import type { IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import type { Handshake } from '../../model/connection-state.ts'
import { openLane } from './receiving/open-lane.ts'
import { ownBytes } from './receiving/own-bytes.ts'
import { responseHeaders } from './response-headers.ts'
import { violationCode } from './ws-end.ts'
import type { WsSocket } from './ws-socket.ts'

/**
 * A `WebSocket` whose events go to one socket of ours alone. A table of listeners would take more memory than all else
 * that such a socket holds, and would slow down each message.
 */
export class OwnedWebSocket extends WebSocket {
  owner: WsSocket | undefined

  /** Whether messages may bypass `ws`. A spec compares both ways. */
  get hasLanes(): boolean {
    return true
  }

  /** Whether its frames are masked: those of a client are, those of a server are not (RFC 6455, section 5.1). */
  get isMasking(): boolean {
    return true
  }

  /** Sends the close frame, whoever began the closing handshake. */
  sendClose(code?: number, reason?: string | Buffer): void {
    this.owner?.flush()
    super.close(code, reason)
  }

  sendPing(): void {
    this.owner?.flush()
    this.ping()
  }

  /** @param written - called when the pong was written, or with the error that prevented it */
  sendPong(data: Buffer, written: (error?: Error) => void): void {
    this.owner?.flush()
    this.pong(data, this.isMasking, written)
  }

  /**
   * `ws` itself calls this: with a code alone when the peer broke the protocol, otherwise with what the peer's close
   * frame carries, to send it back.
   */
  override close(code?: number, reason?: string | Buffer): void {
    if (this.owner === undefined || (code !== undefined && reason === undefined)) this.sendClose(code, reason)
    else this.owner.closeReceived(code, reason as Buffer | undefined)
  }

  /** Every event of `ws`; there is none before a WebSocket has its owner. No `error` is ever thrown. */
  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { owner } = this
    if (owner === undefined) return false
    switch (event) {
      case 'message':
        // With `binaryType` 'nodebuffer', the default, a message is one Buffer, however many fragments it came in.
        if (owner.isListening)
          owner.listener.received(
            second === true ? ownBytes(first as Buffer, 0, (first as Buffer).length) : (first as Buffer),
            second as boolean,
          )
        break
      case 'pong':
        owner.listener.ponged()
        break
      case 'ping':
        owner.pinged(first as Buffer)
        break
      case 'upgrade':
        takeAnswered(owner, first as IncomingMessage)
        break
      case 'unexpected-response':
        owner.refuse(second as IncomingMessage)
        break
      case 'open':
        if (!(this.hasLanes && openLane(this, owner)) && owner.tcp !== undefined) watchEnd(owner.tcp)
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

function takeAnswered(socket: WsSocket, { socket: tcp, headers }: IncomingMessage): void {
  takeTcpSocket(socket, tcp, responseHeaders(headers))
}

/** Protocols are switched: from here on the TCP socket is ours. */
export function takeTcpSocket(socket: WsSocket, tcp: Owned, headers: Handshake['headers']): void {
  tcp[owner] = socket
  socket.switched(tcp, headers)
  tcp.on('finish', onTcpFinish)
}

// All connections share these listeners, since programs hold thousands of connections. `this` leads to the socket.

/** Watches for the end of a socket without a lane. A third listener of one event takes 144 bytes, so a lane reports it. */
export function watchEnd(tcp: TcpSocket): void {
  tcp.prependListener('end', onTcpEnd)
}

function onTcpEnd(this: Owned): void {
  this[owner]?.inputEnded()
}

/** After its own close frame and FIN, `ws` would wait for the peer's FIN as long as `closeTimeout`. */
function onTcpFinish(this: Owned): void {
  this.destroy()
}
