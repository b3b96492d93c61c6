import { createHash } from 'node:crypto'
import { Duplex } from 'node:stream'

import { Frames } from './frames.ts'

/** How the operating system takes what is written. */
export type Writing =
  /** At once, within the call of `write`. */
  | 'at once'
  /** After the turns that `drain` counts. */
  | 'late'
  /** Not before `flush`. */
  | 'stuck'
  /** Fails within the call. */
  | 'fails at once'
  /** Fails in a later turn. */
  | 'fails late'

const accept = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

const brokenPipe = (): Error => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })

class Handle {
  bytesRead = 0
  bytesWritten = 0
  /** The bytes that are stuck, and how many were when somebody looked last. */
  stuck = 0
  seen = 0

  get writeQueueSize(): number {
    return (this.seen = this.stuck)
  }

  getAsyncId(): number {
    return 0
  }
}

/** A TCP connection of a script: one end is given to `ws`, the other one is the peer. */
export class ScriptedTcp extends Duplex {
  writing: Writing = 'at once'
  /** The frames that the client has written, accepted or not. */
  readonly written = new Frames()
  /** Bytes that the operating system has accepted, of those behind the opening handshake. */
  accepted = 0
  /** `Opening`: the request has not been answered yet. */
  phase: 'Opening' | 'Open' | 'Refused' = 'Opening'
  /** As the handle of Node below a socket (`tcp-traffic.ts`). */
  readonly _handle = new Handle()
  #request = ''
  #pending: Array<() => void> = []

  constructor() {
    super({ autoDestroy: true, allowHalfOpen: false })
  }

  // The part of `net.Socket` that Node's HTTP client calls.
  readonly setTimeout = (): this => this
  readonly setNoDelay = (): this => this
  readonly setKeepAlive = (): this => this
  readonly ref = (): this => this
  readonly unref = (): this => this

  override _read(): void {
    // Everything is pushed by the script.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const isFrames = this.phase === 'Open'
    if (isFrames) this.written.add(chunk)
    else this.#request += chunk.toString('latin1')
    this._handle.bytesWritten += chunk.length
    const taken = (): void => {
      if (isFrames) this.accepted += chunk.length
      done()
    }
    switch (this.writing) {
      case 'at once':
        taken()
        return
      case 'late':
        setImmediate(taken)
        return
      case 'stuck':
        this._handle.stuck += chunk.length
        this.#pending.push(taken)
        return
      case 'fails at once':
        done(brokenPipe())
        return
      case 'fails late':
        setImmediate(() => done(brokenPipe()))
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    done()
  }

  /** Lets the operating system take what is stuck. Returns whether the connection can know. */
  flush(): boolean {
    const isSign = this._handle.seen > 0 && this._handle.stuck > 0
    this._handle.stuck = 0
    for (const take of this.#pending.splice(0)) if (!this.destroyed) take()
    return isSign
  }

  /** Lets the operating system take a part of what is stuck. Returns whether the connection can know. */
  drain(): boolean {
    const isSign = this._handle.seen > 0 && this._handle.stuck > 1
    this._handle.stuck = Math.ceil(this._handle.stuck / 2)
    return isSign
  }

  /** Lets the client read bytes. */
  arrive(bytes: Uint8Array): void {
    if (this.destroyed || this.readableEnded) return
    this._handle.bytesRead += bytes.length
    this.push(Buffer.from(bytes))
  }

  /** Answers the opening handshake. */
  open(): void {
    const [, key = ''] = /sec-websocket-key: *(\S+)/i.exec(this.#request) ?? []
    this.phase = 'Open'
    const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    this.arrive(Buffer.from(`${head}Sec-WebSocket-Accept: ${accept(key)}\r\n\r\n`))
  }

  refuse(status: number): void {
    this.phase = 'Refused'
    this.arrive(Buffer.from(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`))
  }
}
