import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'

import type { RawData, WebSocket } from 'ws'

import type { SocketListener } from './transport.ts'
import { refusedBy, violationCode } from './ws-end.ts'
import { WsSocket } from './ws-socket.ts'

const owner: unique symbol = Symbol('owner')

/** A WebSocket, or the TCP socket below it, that belongs to a socket of ours. */
interface Owned {
  [owner]?: WsSocket
}

// All connections share these listeners, for the sake of those who hold thousands: `this` leads to the socket.

function onOpen(this: WebSocket & Owned): void {
  this[owner]?.opened()
}

function onMessage(this: WebSocket & Owned, data: RawData, isBinary: boolean): void {
  const socket = this[owner]
  // With `binaryType` 'nodebuffer', the default, a message is one Buffer, however many fragments it came in.
  if (socket?.isListening) socket.listener.received(data as Buffer, isBinary)
}

function onPing(this: WebSocket & Owned, data: Buffer): void {
  this[owner]?.pinged(data)
}

function onPong(this: WebSocket & Owned): void {
  this[owner]?.listener.ponged()
}

function onUnexpectedResponse(this: WebSocket & Owned, _request: ClientRequest, response: IncomingMessage): void {
  this[owner]?.refuse(refusedBy(response))
}

function onError(this: WebSocket & Owned, error: Error): void {
  this[owner]?.failed(error, violationCode(error))
}

function onClose(this: WebSocket & Owned, code: number, reason: Buffer): void {
  this[owner]?.gone(code, reason)
}

function onUpgrade(this: WebSocket & Owned, response: IncomingMessage): void {
  const tcp: TcpSocket & Owned = response.socket
  const socket = this[owner]
  if (socket === undefined) return
  tcp[owner] = socket
  socket.switched(tcp)
  tcp.on('error', onTcpError)
  tcp.on('end', onTcpEnd)
  tcp.on('finish', onTcpFinish)
}

/** `ws` keeps errors of an open TCP socket to itself. */
function onTcpError(this: TcpSocket & Owned, error: Error): void {
  this[owner]?.failed(error, undefined)
}

function onTcpEnd(this: TcpSocket & Owned): void {
  this[owner]?.hungUp(this)
}

/** `ws` has said its last word and would wait for the peer's, for as long as `closeTimeout`. */
function onTcpFinish(this: TcpSocket): void {
  this.destroy()
}

/** Makes a socket of a WebSocket that was just created, and tells `listener` what becomes of it. */
export function listen(websocket: WebSocket & Owned, listener: SocketListener): WsSocket {
  const socket = new WsSocket(websocket, listener)
  websocket[owner] = socket
  websocket.on('open', onOpen)
  websocket.on('message', onMessage)
  websocket.on('ping', onPing)
  websocket.on('pong', onPong)
  websocket.on('upgrade', onUpgrade)
  websocket.on('unexpected-response', onUnexpectedResponse)
  // Stays for good: an 'error' that nobody listens for would end the process.
  websocket.on('error', onError)
  websocket.on('close', onClose)
  return socket
}
