import { copyIfChangeable } from '../../codecs/bytes.ts'
import { decodeUtf8Leniently, encodeUtf8, isLonger } from '../../codecs/utf8.ts'
import { platformCloseCode } from '../../model/close-code.ts'
import type { Socket, SocketEnd, SocketListener, WriteDone } from '../transport.ts'
import { PlatformAnswers } from './platform-answers.ts'
import { openState, type PlatformWebSocket } from './platform-web-socket.ts'

/** One socket of the platform. */
export class PlatformSocket implements Socket {
  readonly #websocket: PlatformWebSocket
  readonly #listener: SocketListener
  readonly #maxMessageSize: number
  readonly #answers: PlatformAnswers
  #wasOpen = false
  #hasEnded = false
  /** The error of the `error` event, which comes before the `close` event. */
  #cause: { readonly cause: Error } | undefined

  constructor(websocket: PlatformWebSocket, listener: SocketListener, maxMessageSize: number) {
    this.#websocket = websocket
    this.#listener = listener
    this.#maxMessageSize = maxMessageSize
    this.#answers = new PlatformAnswers(websocket)
    websocket.binaryType = 'arraybuffer'
    websocket.onopen = () => {
      this.#wasOpen = true
      listener.opened({ protocol: websocket.protocol ?? '', extensions: websocket.extensions ?? '' })
    }
    // Without a listener, `ws` would throw its error. React Native has a message alone, and undici an error without one.
    websocket.onerror = ({ error, message } = {}) => {
      if (error?.message) this.#cause = { cause: error }
      else if (message) this.#cause = { cause: new Error(message) }
    }
    websocket.onmessage = ({ data }) => {
      this.#receive(data)
    }
    websocket.onclose = ({ code, reason, wasClean }) => {
      const end = this.#wasOpen ? ({ _tag: 'Closed', code, reason, wasClean } as const) : ({ _tag: 'Refused' } as const)
      this.#end({ ...end, ...this.#cause })
    }
  }

  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    if (this.#hasEnded) return
    if (this.#websocket.readyState !== openState) {
      this.#answers.answer(done, new Error('The socket is not open.'))
      return
    }
    try {
      this.#answers.send(isBinary ? toBytes(data) : toText(data), done)
    } catch (cause) {
      // An open socket takes all text, and all bytes that are not shared: this one is broken.
      this.#answers.answer(done, cause instanceof Error ? cause : new Error('The socket threw.'))
      this.#abandon(undefined, { _tag: 'Closed', code: 1006, reason: '', wasClean: false, cause })
    }
  }

  close(code?: number, reason?: string): void {
    if (!this.#wasOpen) {
      this.terminate()
      return
    }
    try {
      if (code === undefined) this.#websocket.close()
      else this.#websocket.close(platformCloseCode(code), reason)
    } catch {
      // A code or reason that cannot be sent: better none than no closing handshake.
      this.#websocket.close()
    }
  }

  /**
   * Asks the platform to close, since it cannot drop a socket, and does not wait for it: a page that was frozen would
   * wait for as long as the platform does. Later events of the socket are ignored.
   */
  terminate(): void {
    if (this.#hasEnded) return
    const end: SocketEnd = this.#wasOpen
      ? { _tag: 'Closed', code: 1006, reason: '', wasClean: false }
      : { _tag: 'Refused' }
    this.#abandon(undefined, end)
  }

  get bufferedAmount(): number {
    return this.#hasEnded ? 0 : (this.#websocket.bufferedAmount ?? 0)
  }

  #receive(data: string | ArrayBuffer): void {
    const isText = typeof data === 'string'
    if (isText ? isLonger(data, this.#maxMessageSize) : data.byteLength > this.#maxMessageSize) {
      this.#abandon(platformCloseCode(1009), { _tag: 'Violated', code: 1009 })
    } else this.#listener.received(isText ? data : new Uint8Array(data), !isText)
  }

  #abandon(code: number | undefined, end: SocketEnd): void {
    // Detached first: undici's class reports a close during the call.
    this.#detach()
    this.#websocket.close(code)
    this.#end(end)
  }

  #detach(): void {
    const websocket = this.#websocket
    websocket.onopen = websocket.onmessage = websocket.onclose = null
  }

  #end(end: SocketEnd): void {
    this.#hasEnded = true
    this.#answers.drop()
    this.#detach()
    this.#listener.ended(end)
  }
}

// Platforms accept no memory that other threads can write to, and Chromium none that can be resized: `copyIfChangeable`.

function toText(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : decodeUtf8Leniently(copyIfChangeable(data))
}

function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? encodeUtf8(data) : copyIfChangeable(data)
}
