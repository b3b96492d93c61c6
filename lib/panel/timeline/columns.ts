import type { History } from './history.ts'
import { isMessage, isUnsent, type Mark } from './mark.ts'
import type { MarkRing } from './mark-ring.ts'
import { bucket, count } from './totals.ts'

/** Pixels of the narrowest column. */
const minWidth = 4

/** Pixels of a bucket from which on its messages are drawn one by one. */
const wideBucket = 8

/** The buckets of a column that consists of whole ones. @param scale - pixels per millisecond */
export const bucketsOf = (scale: number): number => Math.ceil(minWidth / scale / bucket)

/** Whether a mark passes the filter; `undefined`: there is no filter. */
export type Filter = ((mark: Mark) => boolean) | undefined

/**
 * The messages of a lane in columns that are a few pixels wide: the same columns at any rate of messages. Columns lie on a
 * fixed grid of time, so that they do not flicker as the picture moves. One object serves all frames.
 */
export class Columns {
  /** Milliseconds of a column. */
  width: number = bucket
  /** The number of the first column: it begins at `first * width`. */
  first = 0
  length = 0
  /** Messages of each column. */
  counts: Uint32Array = new Uint32Array(1_024)
  /** Messages of each column that were not sent. */
  failed: Uint32Array = new Uint32Array(1_024)

  /** Counts the messages of a lane from a time to another. @param scale - pixels per millisecond */
  fill(history: History, lane: 'in' | 'out', from: number, to: number, scale: number, filter: Filter): void {
    const ring = history.marks[lane]
    // Messages that have left the ring are known by their number alone.
    const isComplete = !ring.hasDropped || (ring.at(0)?.at ?? to) <= from
    const isFine = bucket * scale >= wideBucket && (isComplete || filter !== undefined)
    this.width = isFine ? minWidth / scale : bucket * bucketsOf(scale)
    this.first = Math.floor(from / this.width)
    this.length = Math.floor(to / this.width) - this.first + 1
    if (this.counts.length < this.length) {
      this.counts = new Uint32Array(this.length * 2)
      this.failed = new Uint32Array(this.length * 2)
    }
    this.counts.fill(0)
    this.failed.fill(0)
    if (isFine || filter !== undefined) this.#fillFromMarks(ring, to, filter)
    else this.#fillFromTotals(history, lane)
  }

  /** Whether no other message is within so many columns. */
  isAlone(column: number, columns: number): boolean {
    return this.#all(column) === 1 && this.roomAround(column, columns) === columns
  }

  /** The number of empty columns on both sides of a column, up to a limit. */
  roomAround(column: number, limit: number): number {
    let room = 0
    while (room < limit && this.#all(column + room + 1) + this.#all(column - room - 1) === 0) room++
    return room
  }

  #all(column: number): number {
    return column < 0 || column >= this.length ? 0 : (this.counts[column] ?? 0) + (this.failed[column] ?? 0)
  }

  #fillFromTotals({ totals }: History, lane: 'in' | 'out'): void {
    const buckets = this.width / bucket
    for (let column = 0; column < this.length; column++) {
      const from = (this.first + column) * buckets
      this.counts[column] = totals.sum(lane, from, from + buckets)
      if (lane === 'out') this.failed[column] = totals.sum('failed', from, from + buckets)
    }
  }

  #fillFromMarks(ring: MarkRing, to: number, filter: Filter): void {
    for (let index = ring.indexAfter(this.first * this.width); index < ring.length; index++) {
      const mark = ring.at(index)
      if (mark === undefined || mark.at > to) break
      if (filter?.(mark) === false) continue
      const column = Math.floor(mark.at / this.width) - this.first
      if (isMessage(mark)) count(this.counts, column, 1)
      else if (isUnsent(mark)) count(this.failed, column, 1)
    }
  }
}

/** The rate of a full column, in messages a second. */
const fullRate = 10_000

/**
 * The height of a column, between 0 and 1, by its rate: the same rate is as high at every zoom. The square of a logarithm, so
 * that 10 messages a second and 10,000 fit in one lane and differ.
 */
export function heightOf(count: number, milliseconds: number): number {
  return Math.min(1, Math.log10(1 + (count / milliseconds) * 1_000) / Math.log10(1 + fullRate)) ** 2
}
