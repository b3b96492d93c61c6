import { utf8Length } from '../codecs/utf8.ts'
import type { WireData } from './web-socket-types.ts'

/** The queue drops its settled head at this length: to shift a long array moves the whole of it each time. */
const maxSettledHead = 1_024

export function sizeOf(data: WireData): number {
  return typeof data === 'string' ? utf8Length(data) : data.byteLength
}

/**
 * Counts the bytes of messages that are not settled. Messages settle in the order in which they were added. A size is
 * computed when the count is read, so a program that never reads it does not pay for it.
 */
export class UnsentBytes {
  /** Messages in order, each replaced by its size once that is counted. Those before `#settled` are settled. */
  #messages: Array<WireData | number> = []
  #settled = 0
  /** The messages before this place are counted in `#bytes`. */
  #counted = 0
  #bytes = 0

  add(data: WireData): void {
    this.#messages.push(data)
  }

  get bytes(): number {
    for (; this.#counted < this.#messages.length; this.#counted++) {
      const size = sizeOf(this.#messages[this.#counted] as WireData)
      this.#messages[this.#counted] = size
      this.#bytes += size
    }
    return this.#bytes
  }

  /** Settles the oldest message. Returns it, or its size if that was counted. */
  settle(): WireData | number {
    const message = this.#messages[this.#settled] as WireData | number
    this.#messages[this.#settled++] = 0
    if (typeof message === 'number') this.#bytes -= message
    else this.#counted = this.#settled
    if (this.#settled === this.#messages.length) this.#drop()
    else if (this.#settled === maxSettledHead) this.#drop()
    return message
  }

  #drop(): void {
    if (this.#settled === this.#messages.length) this.#messages.length = 0
    else this.#messages.splice(0, this.#settled)
    this.#counted -= this.#settled
    this.#settled = 0
  }
}
