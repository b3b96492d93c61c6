import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import type { Handshake } from '../../model/connection-state.ts'
import type { Traffic } from '../traffic.ts'
import type { Socket, SocketEnd, SocketListener, WriteDone } from '../transport.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { LatestPong } from './latest-pong.ts'
import type { OwnedWebSocket } from './owned-web-socket.ts'
import { readBody, refusedBy, refusedFor } from './refusal/refusal.ts'
import { WsWriter } from './sending/ws-writer.ts'
import { trafficOf } from './tcp-traffic.ts'
import { closedWith } from './ws-end.ts'

function terminate(websocket: WebSocket): void {
  websocket.terminate()
}

/** One socket of `ws`. Its events come by way of `owned-web-socket.ts`. */
export class WsSocket implements Socket {
  readonly listener: SocketListener
  protected readonly websocket: OwnedWebSocket
  /** Set from the handshake on. */
  tcp: TcpSocket | undefined
  /** Bytes from which on messages are compressed. `Infinity`: compression was not agreed on. */
  private compressFrom: number
  /** Headers of the response, until `opened`. */
  private headers: Handshake['headers']
  private wasOpen: boolean = false
  /** The end, if more is known about it than the `close` event will carry. */
  protected verdict: SocketEnd | undefined
  private cause: unknown
  /** The peer ended the TCP connection while something, perhaps our close frame, was still unsent. */
  private wasCutOff: boolean = false
  private writer: WsWriter | undefined
  private pongs: LatestPong | undefined

  constructor(websocket: OwnedWebSocket, listener: SocketListener, compressFrom: number) {
    this.websocket = websocket
    this.listener = listener
    this.compressFrom = compressFrom
  }

  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    this.writer ??= new WsWriter(this.websocket, this)
    this.writer.send(this.tcp, data, isBinary, done, this.compressFrom)
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
  }

  terminate(): void {
    this.flush()
    this.websocket.terminate()
  }

  /** Writes the messages that are held until the end of the tick: before anything that `ws` itself writes. */
  flush(): void {
    this.writer?.flush()
  }

  get bufferedAmount(): number {
    if (this.tcp === undefined || this.tcp.destroyed) return 0
    const unwritten = this.compressFrom === Infinity ? this.tcp.writableLength : this.websocket.bufferedAmount
    return unwritten + (this.writer?.held ?? 0)
  }

  traffic(): Traffic {
    return trafficOf(this.tcp)
  }

  ping(): void {
    if (this.websocket.readyState === WebSocket.OPEN) this.websocket.sendPing()
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

  /** Nothing that is still unwritten will be written, nor answered. */
  get isDestroyed(): boolean {
    return this.tcp === undefined ? this.websocket.readyState >= WebSocket.CLOSING : this.tcp.destroyed
  }

  /** After a breach, nothing more is received. */
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
    if (extensions === '') this.compressFrom = Infinity
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
  }

  /** The opening handshake was answered with anything else. */
  refuse(response: IncomingMessage): void {
    const end = refusedBy(response)
    this.verdict = end
    readBody(response, (body) => {
      if (body !== '') this.verdict = { ...end, body }
      this.websocket.terminate()
    })
  }

  pinged(data: Buffer): void {
    ;(this.pongs ??= new LatestPong(this.websocket)).answer(data)
  }

  failed(error: unknown, code: number | undefined): void {
    this.cause ??= error
    if (code !== undefined && this.wasOpen) this.violate(code, error)
  }

  /**
   * The peer will send no more. Bytes that it has not read by now are dropped: waiting for it would hold the socket for
   * as long as the peer likes.
   */
  inputEnded(): void {
    const { tcp } = this
    if (tcp === undefined || tcp.destroyed || !tcp.readableEnded) return
    this.wasCutOff = tcp.writableLength + (this.writer?.held ?? 0) > 0
    if (this.wasCutOff) tcp.destroy()
  }

  gone(code: number, reason: Buffer): void {
    this.listener.ended(this.verdict ?? (this.wasOpen ? this.closed(code, reason) : refusedFor(this.cause)))
  }

  /** `ws` ends a healthy TCP socket only after both close frames, and emits no error of an open one. */
  private closed(code: number, reason: Buffer): SocketEnd {
    const { tcp } = this
    const cause = this.cause ?? tcp?.errored ?? undefined
    return closedWith(code, reason, tcp?.writableEnded === true && !this.wasCutOff, cause)
  }

  /** Sends the close frame, where `ws` has not, and destroys the socket within a turn. */
  private violate(code: number, cause?: unknown): void {
    if (this.verdict !== undefined || this.websocket.readyState === WebSocket.CLOSED) return
    this.verdict = cause === undefined ? { _tag: 'Violated', code } : { _tag: 'Violated', code, cause }
    this.websocket.sendClose(code)
    setImmediate(terminate, this.websocket)
  }
}
