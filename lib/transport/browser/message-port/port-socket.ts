import { copyIfChangeable } from '../../../codecs/bytes.ts'
import { decodeUtf8Leniently, encodeUtf8, isLonger } from '../../../codecs/utf8.ts'
import { closeProblem } from '../../../model/close-code.ts'
import type { Farewell } from '../../accepting.ts'
import type { Socket, SocketEnd, SocketListener, WriteDone } from '../../transport.ts'
import type { Control } from './frames.ts'
import type { LineOwner, PortLine } from './port-line.ts'
import { PortWriter } from './port-writer.ts'

const lost: SocketEnd = { _tag: 'Closed', code: 1006, reason: '', wasClean: false }

/** One end of an open connection over a port: the same for both ends. */
export class PortSocket implements Socket, LineOwner {
  /** The close frame that `terminate` sends. `undefined`: it drops the connection. */
  farewell: Farewell | undefined = undefined
  readonly #line: PortLine
  readonly #listener: SocketListener
  readonly #maxMessageSize: number
  readonly #writer: PortWriter
  #phase: 'Open' | 'Closing' | 'Ended' = 'Open'

  /** Takes over the frames of a line. */
  constructor(line: PortLine, listener: SocketListener, maxMessageSize: number) {
    this.#line = line
    this.#listener = listener
    this.#maxMessageSize = maxMessageSize
    this.#writer = new PortWriter(line)
    line.owner = this
  }

  get bufferedAmount(): number {
    return this.#writer.bufferedAmount
  }

  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    if (this.#phase === 'Open') this.#writer.send(isBinary ? ownBytes(data) : ownText(data), done)
    else if (this.#phase === 'Closing') this.#writer.refuse(done, new Error('The socket is not open.'))
  }

  close(code?: number, reason = ''): void {
    if (this.#phase !== 'Open') return
    this.#phase = 'Closing'
    // The answer has to be read.
    this.#line.resume()
    // A code or reason that cannot be sent: better none than no closing handshake.
    if (code === undefined || closeProblem(code, reason) !== undefined) this.#writer.close(undefined, '')
    else this.#writer.close(code, reason)
  }

  terminate(): void {
    if (this.#phase === 'Ended') return
    const farewell = this.#phase === 'Open' ? this.farewell : undefined
    this.#line.post(farewell === undefined ? ['gone'] : ['close', farewell.code, farewell.reason])
    this.#end(farewell === undefined ? lost : { _tag: 'Closed', ...farewell, wasClean: false })
  }

  ping(): void {
    if (this.#phase !== 'Ended') this.#line.post(['ping'])
  }

  pause(): void {
    this.#line.pause()
  }

  resume(): void {
    this.#line.resume()
  }

  message(data: string | Uint8Array): void {
    const isText = typeof data === 'string'
    if (isText ? isLonger(data, this.#maxMessageSize) : data.byteLength > this.#maxMessageSize) this.#violated(1009)
    // Another end than ours may share its memory.
    else this.#listener.received(isText ? data : copyIfChangeable(data), !isText)
  }

  control(frame: Control): void {
    switch (frame[0]) {
      case 'ping':
        this.#line.post(['pong'])
        return
      case 'pong':
        this.#listener.ponged()
        return
      case 'credit':
        this.#writer.credited(frame[1])
        return
      case 'close':
        this.#closed(frame[1], frame[2])
        return
      case 'open':
      case 'opened':
      case 'refused':
      case 'gone':
        this.malformed()
    }
  }

  malformed(): void {
    this.#violated(1002)
  }

  lost(cause?: unknown): void {
    this.#end(cause === undefined ? lost : { ...lost, cause })
  }

  /** The peer's close frame: the first one, which is answered, or the answer to ours. */
  #closed(code = 1005, reason: string): void {
    // Ours may still wait behind messages, which the peer takes no more.
    if (this.#phase === 'Open' || this.#writer.isWaiting) {
      this.#line.post(['close', code === 1005 ? undefined : code, reason])
    }
    if (this.#phase === 'Open') this.#listener.closing?.(code, reason)
    this.#end({ _tag: 'Closed', code, reason, wasClean: true })
  }

  #violated(code: number): void {
    this.#line.post(['close', code, ''])
    this.#end({ _tag: 'Violated', code })
  }

  #end(end: SocketEnd): void {
    if (this.#phase === 'Ended') return
    this.#phase = 'Ended'
    this.#writer.drop()
    this.#line.close()
    this.#listener.ended(end)
  }
}

function ownText(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : decodeUtf8Leniently(copyIfChangeable(data))
}

/** A copy that fills its buffer, which can be moved. */
function ownBytes(data: string | Uint8Array): Uint8Array {
  if (typeof data === 'string') return encodeUtf8(data)
  // Detached bytes have no length, and cannot be copied.
  return data.byteLength === 0 ? new Uint8Array(0) : new Uint8Array(data)
}
