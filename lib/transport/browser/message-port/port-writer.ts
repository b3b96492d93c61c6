import type { WriteDone } from '../../transport.ts'
import { portSize } from './frames.ts'
import { type PortLine, portWindow } from './port-line.ts'

/** A message that waits for credit, a close frame, or the answer to a message that came too late. */
type Waiting =
  | { readonly _tag: 'Message'; readonly data: string | Uint8Array; readonly done: WriteDone }
  | { readonly _tag: 'Close'; readonly code: number | undefined; readonly reason: string }
  | { readonly _tag: 'Answer'; readonly done: WriteDone; readonly error: Error }

/** Sends messages as far as the other end has given credit, and answers them in order. */
export class PortWriter {
  readonly #line: PortLine
  #posted = 0
  #credit = 0
  #waiting: Waiting[] = []
  #waitingSize = 0

  constructor(line: PortLine) {
    this.#line = line
  }

  /** The size of the messages that the other end has not taken. */
  get bufferedAmount(): number {
    return this.#posted - this.#credit + this.#waitingSize
  }

  /** Whether something waits for credit. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  get #hasCredit(): boolean {
    return this.#posted - this.#credit < portWindow
  }

  /** @param data - bytes must fill their buffer, which is moved */
  send(data: string | Uint8Array, done: WriteDone): void {
    if (this.#waiting.length > 0 || !this.#hasCredit) {
      this.#waitingSize += portSize(data)
      this.#waiting.push({ _tag: 'Message', data, done })
    } else this.#post(data, done)
  }

  /** Answers with an error, behind the answers that are still to come. */
  refuse(done: WriteDone, error: Error): void {
    if (this.#waiting.length > 0) this.#waiting.push({ _tag: 'Answer', done, error })
    else done(error)
  }

  /** Sends a close frame behind all messages. */
  close(code: number | undefined, reason: string): void {
    if (this.#waiting.length > 0) this.#waiting.push({ _tag: 'Close', code, reason })
    else this.#line.post(['close', code, reason])
  }

  /** The other end has taken messages of this size together. */
  credited(size: number): void {
    // Whatever the other end claims.
    this.#credit = Math.max(this.#credit, Math.min(size, this.#posted))
    while (this.#waiting.length > 0 && (this.#hasCredit || this.#waiting[0]?._tag !== 'Message')) {
      this.#leave(this.#waiting.shift() as Waiting)
    }
  }

  #leave(waiting: Waiting): void {
    switch (waiting._tag) {
      case 'Message':
        this.#waitingSize -= portSize(waiting.data)
        this.#post(waiting.data, waiting.done)
        return
      case 'Close':
        this.#line.post(['close', waiting.code, waiting.reason])
        return
      case 'Answer':
        waiting.done(waiting.error)
    }
  }

  #post(data: string | Uint8Array, done: WriteDone): void {
    // Before its buffer is moved.
    this.#posted += portSize(data)
    this.#line.post(data)
    if (!this.#line.isClosed) done()
  }

  /** Forgets the messages that wait: their socket has ended. */
  drop(): void {
    this.#waiting = []
    this.#waitingSize = 0
    this.#credit = this.#posted
  }
}
