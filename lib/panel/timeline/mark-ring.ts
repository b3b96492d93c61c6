import type { Mark } from './mark.ts'

/** The newest marks of a lane, oldest first, up to a fixed number. */
export class MarkRing {
  readonly #capacity: number
  readonly #marks: Mark[] = []
  /** The number of marks that were ever added. */
  #added = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get length(): number {
    return this.#marks.length
  }

  /** Whether marks have left for want of room: earlier times have no marks here. */
  get hasDropped(): boolean {
    return this.#added > this.#capacity
  }

  push(mark: Mark): void {
    this.#marks[this.#added % this.#capacity] = mark
    this.#added++
  }

  /** Puts another mark in the place of the newest one. */
  replaceNewest(mark: Mark): void {
    if (this.#added > 0) this.#marks[(this.#added - 1) % this.#capacity] = mark
  }

  /** The mark at an index: 0 is the oldest, `length - 1` the newest. */
  at(index: number): Mark | undefined {
    if (index < 0 || index >= this.length) return undefined
    return this.#marks[this.#added > this.#capacity ? (this.#added + index) % this.#capacity : index]
  }

  get newest(): Mark | undefined {
    return this.at(this.length - 1)
  }

  /** The index of the first mark at or after a time; `length` if there is none. */
  indexAfter(time: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.at(middle)?.at ?? Infinity) < time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The mark that is nearest to a time, if one is at most `within` milliseconds away. */
  nearest(time: number, within: number, isShown: (mark: Mark) => boolean): Mark | undefined {
    let best: Mark | undefined
    for (let index = this.indexAfter(time - within); index < this.length; index++) {
      const mark = this.at(index)
      if (mark === undefined || mark.at > time + within) break
      if (!isShown(mark)) continue
      if (best === undefined || Math.abs(mark.at - time) <= Math.abs(best.at - time)) best = mark
    }
    return best
  }
}
