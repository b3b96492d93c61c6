import { utf8Length } from '../codecs/utf8.ts'
import type { WireData } from './web-socket-types.ts'

/** The queue drops its settled head at this length: to shift a long array moves the whole of it each time. */
const maxSettledHead = 1_024

/**
 * Counts the bytes of messages that are not settled. Messages settle in the order in which they were added. The size of a
 * text is computed when the count is read, so a program that never reads it does not pay for it.
 */
export class UnsentBytes {
  /** Texts, or sizes in bytes, in order. Those before `#settled` are settled. */
  readonly #messages: Array<string | number> = []
  #settled = 0
  /** The messages before this place are counted in `#bytes`. */
  #counted = 0
  #bytes = 0

  add(data: WireData): void {
    // Not the bytes: they may be transferred to another thread before they are counted.
    this.#messages.push(typeof data === 'string' ? data : data.byteLength)
  }

  get bytes(): number {
    for (; this.#counted < this.#messages.length; this.#counted++) {
      const message = this.#messages[this.#counted] as string | number
      this.#bytes += this.#messages[this.#counted] = typeof message === 'string' ? utf8Length(message) : message
    }
    return this.#bytes
  }

  /** Settles the oldest message. Returns its text, or its size. */
  settle(): string | number {
    const message = this.#messages[this.#settled] as string | number
    this.#messages[this.#settled++] = 0
    if (this.#counted < this.#settled) this.#counted = this.#settled
    else this.#bytes -= message as number
    if (this.#settled === this.#messages.length) this.#messages.length = 0
    else if (this.#settled === maxSettledHead) this.#messages.splice(0, maxSettledHead)
    else return message
    this.#counted -= this.#settled
    this.#settled = 0
    return message
  }
}
