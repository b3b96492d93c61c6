import { isUtf8 } from 'node:buffer'
import type { Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import type { Handshake } from '../../model/connection-state.ts'
import type { Traffic } from '../traffic.ts'
import type { Socket, SocketEnd, SocketListener, WriteDone } from '../transport.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { LatestPong } from './latest-pong.ts'
import type { OwnedWebSocket } from './owned-web-socket.ts'
import { trafficOf } from './tcp-traffic.ts'
import { TickWrites } from './tick-writes.ts'
import { WriteAnswers } from './write-answers.ts'
import { closedWith, refusedFor } from './ws-end.ts'

const asBinary = { binary: true }
const asText = { binary: false }

function terminate(websocket: WebSocket): void {
  websocket.terminate()
}

/** One socket of `ws`. What it is told comes by way of `owned-web-socket.ts`. */
export class WsSocket implements Socket {
  readonly listener: SocketListener
  private readonly websocket: OwnedWebSocket
  /** Ours from the handshake on. */
  private tcp: TcpSocket | undefined
  /** Those of the response, until `opened`. */
  private headers: Handshake['headers']
  private wasOpen: boolean = false
  /** The end, where more is known about it than the `close` event will tell. */
  private verdict: SocketEnd | undefined
  private cause: unknown
  /** The peer hung up while something, perhaps our close frame, was still unsent. */
  private wasCutOff: boolean = false
  private answers: WriteAnswers | undefined
  private writes: TickWrites | undefined
  private pongs: LatestPong | undefined

  constructor(websocket: OwnedWebSocket, listener: SocketListener) {
    this.websocket = websocket
    this.listener = listener
  }

  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    if (this.websocket.readyState !== WebSocket.OPEN || this.tcp === undefined) {
      if (!this.isDestroyed) (this.answers ??= new WriteAnswers(this)).refuse(done)
      return
    }
    const answers = (this.answers ??= new WriteAnswers(this))
    const leavesNow = (this.writes ??= new TickWrites(this.tcp)).begin(answers.pending) && !('encrypted' in this.tcp)
    // Of bytes `ws` makes one chunk together with the header, of a string two.
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    this.websocket.send(bytes, isBinary ? asBinary : asText, leavesNow ? undefined : answers.expect(done))
    if (leavesNow) answers.confirm(this.tcp, done)
  }

  close(code?: number, reason?: string): void {
    // The peer's close frame has to be read.
    this.resume()
    try {
      this.websocket.sendClose(code, reason)
    } catch {
      // A code or reason that cannot be sent: better none than no closing handshake.
      this.websocket.sendClose()
    }
    this.tcp?.uncork()
  }

  terminate(): void {
    this.tcp?.uncork()
    this.websocket.terminate()
  }

  get bufferedAmount(): number {
    return this.tcp === undefined || this.tcp.destroyed ? 0 : this.tcp.writableLength
  }

  traffic(): Traffic {
    return trafficOf(this.tcp)
  }

  ping(): void {
    if (this.websocket.readyState !== WebSocket.OPEN) return
    this.websocket.ping()
    this.tcp?.uncork()
  }

  pause(): void {
    if (this.websocket.readyState === WebSocket.OPEN) this.websocket.pause()
  }

  resume(): void {
    if (this.wasOpen) this.websocket.resume()
  }

  toText(bytes: Uint8Array): string | undefined {
    try {
      const text = decodeUtf8(bytes)
      if (text === undefined) this.violate(1007)
      return text
    } catch (cause) {
      // It is longer than V8's longest string, which is possible where `maxMessageSize` is above 512 MiB.
      this.violate(1009, cause)
      return undefined
    }
  }

  isText(bytes: Uint8Array): boolean {
    const isText = isUtf8(bytes)
    if (!isText) this.violate(1007)
    return isText
  }

  /** Nothing that is still to be written will be, nor answered. */
  get isDestroyed(): boolean {
    return this.tcp === undefined ? this.websocket.readyState >= WebSocket.CLOSING : this.tcp.destroyed
  }

  /** After a breach nothing that the peer says counts any more. */
  get isListening(): boolean {
    return this.verdict === undefined
  }

  /** The opening handshake was answered with a switch of protocols. */
  switched(tcp: TcpSocket, headers: Handshake['headers']): void {
    this.tcp = tcp
    this.headers = headers
  }

  opened(): void {
    this.wasOpen = true
    const { headers } = this
    const { protocol, extensions } = this.websocket
    this.headers = undefined
    this.listener.opened(headers === undefined ? { protocol, extensions } : { protocol, extensions, headers })
  }

  /** The peer's close frame came, without a code or with one and a reason. It is answered here. */
  closeReceived(code: number | undefined, reason: Buffer | undefined): void {
    const text = reason === undefined ? '' : decodeUtf8(reason)
    if (text === undefined) {
      this.violate(1007)
      return
    }
    const isFirst = this.websocket.readyState === WebSocket.OPEN
    if (isFirst && this.isListening) this.listener.closing?.(code ?? 1005, text)
    this.websocket.sendClose(code, reason)
    this.tcp?.uncork()
  }

  /** The opening handshake was answered with anything else. */
  refuse(end: SocketEnd): void {
    this.verdict = end
    this.websocket.terminate()
  }

  pinged(data: Buffer): void {
    ;(this.pongs ??= new LatestPong(this.websocket)).answer(data)
  }

  failed(error: unknown, code: number | undefined): void {
    this.cause ??= error
    if (code !== undefined && this.wasOpen) this.violate(code, error)
  }

  /**
   * The peer will send no more. What it has not taken by now it need not take: it would hold the socket for as long
   * as it likes.
   */
  peerEnded(tcp: TcpSocket): void {
    tcp.uncork()
    this.wasCutOff = tcp.writableLength > 0
    if (this.wasCutOff) tcp.destroy()
  }

  gone(code: number, reason: Buffer): void {
    this.listener.ended(this.verdict ?? (this.wasOpen ? this.closed(code, reason) : refusedFor(this.cause)))
  }

  /** `ws` ends a healthy TCP socket only after both close frames. */
  private closed(code: number, reason: Buffer): SocketEnd {
    return closedWith(code, reason, this.tcp?.writableEnded === true && !this.wasCutOff, this.cause)
  }

  /** Sends the close frame, where `ws` has not, and destroys the socket within a turn. */
  private violate(code: number, cause?: unknown): void {
    if (this.verdict !== undefined || this.websocket.readyState === WebSocket.CLOSED) return
    this.verdict = cause === undefined ? { _tag: 'Violated', code } : { _tag: 'Violated', code, cause }
    this.websocket.sendClose(code)
    this.tcp?.uncork()
    setImmediate(terminate, this.websocket)
  }
}
