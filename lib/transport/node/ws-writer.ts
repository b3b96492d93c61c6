import type { Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import type { WriteDone } from '../transport.ts'
import { TickWrites } from './tick-writes.ts'
import { WriteAnswers } from './write-answers.ts'

const asBinary = { binary: true, compress: false }
const asText = { binary: false, compress: false }
const asCompressedBinary = { binary: true, compress: true }
const asCompressedText = { binary: false, compress: true }

/** The socket that a writer sends for. */
export interface WriterSocket {
  /** Nothing that is still unwritten will be written, nor answered. */
  readonly isDestroyed: boolean
}

/** Sends the messages of one socket and answers them. */
export class WsWriter {
  private readonly websocket: WebSocket
  private readonly socket: WriterSocket
  private readonly answers: WriteAnswers
  private writes: TickWrites | undefined

  constructor(websocket: WebSocket, socket: WriterSocket) {
    this.websocket = websocket
    this.socket = socket
    this.answers = new WriteAnswers(socket)
  }

  /** @param compressFrom - bytes from which on a message is compressed. `Infinity`: compression was not agreed on */
  send(
    tcp: TcpSocket | undefined,
    data: string | Uint8Array,
    isBinary: boolean,
    done: WriteDone,
    compressFrom: number,
  ): void {
    if (this.websocket.readyState !== WebSocket.OPEN || tcp === undefined) {
      if (!this.socket.isDestroyed) this.answers.refuse(done)
      return
    }
    // `ws` makes one chunk of bytes and their header, and two of a string.
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    if (compressFrom !== Infinity) {
      this.sendCompressed(bytes, isBinary, compressFrom, done)
      return
    }
    const leavesNow = (this.writes ??= new TickWrites(tcp)).begin(this.answers.pending) && !('encrypted' in tcp)
    this.websocket.send(bytes, isBinary ? asBinary : asText, leavesNow ? undefined : this.answers.expect(done))
    if (leavesNow) this.answers.confirm(tcp, done)
  }

  /** `ws` compresses in the background, so the TCP socket does not know of every message that is still unsent. */
  private sendCompressed(bytes: Uint8Array, isBinary: boolean, compressFrom: number, done: WriteDone): void {
    const isCompressed = bytes.length >= compressFrom
    const options = isCompressed ? (isBinary ? asCompressedBinary : asCompressedText) : isBinary ? asBinary : asText
    this.websocket.send(bytes, options, this.answers.expect(done))
  }
}
