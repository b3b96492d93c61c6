import type { Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import type { WriteDone } from '../../transport.ts'
import type { OwnedWebSocket } from '../owned-web-socket.ts'
import { FrameWriter } from './frame-writer.ts'
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
  private readonly websocket: OwnedWebSocket
  private readonly socket: WriterSocket
  private readonly answers: WriteAnswers
  private frames: FrameWriter | undefined

  constructor(websocket: OwnedWebSocket, socket: WriterSocket) {
    this.websocket = websocket
    this.socket = socket
    this.answers = new WriteAnswers(socket)
  }

  /** Bytes that are held until the end of the tick. */
  get held(): number {
    return this.frames?.held ?? 0
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
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    if (compressFrom === Infinity && this.websocket.hasLanes) {
      this.frames ??= new FrameWriter(tcp, this.answers, this.websocket.isMasking)
      this.frames.send(bytes, isBinary, done)
    } else this.sendByWs(bytes, isBinary, done, bytes.length >= compressFrom)
  }

  /** Writes everything that is held. */
  flush(): void {
    this.frames?.flush()
  }

  private sendByWs(bytes: Uint8Array, isBinary: boolean, done: WriteDone, isCompressed: boolean): void {
    const options = isCompressed ? (isBinary ? asCompressedBinary : asCompressedText) : isBinary ? asBinary : asText
    this.answers.expect(done)
    this.websocket.send(bytes, options, this.answers.seal())
  }
}
