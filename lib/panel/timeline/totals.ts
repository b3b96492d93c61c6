/** Milliseconds of one bucket. */
export const bucket = 20

/** Buckets that are kept: five minutes. */
const capacity = 15_000

/** The counted messages. `failed`: those that never left. */
export type Counted = 'out' | 'in' | 'failed'

/** Adds to a count. */
export function count(counts: Uint32Array, slot: number, by: 1 | -1): void {
  counts[slot] = (counts[slot] ?? 0) + by
}

/**
 * Counts of messages and levels of the queue, a bucket for each 20 ms, so that the cost of drawing does not depend on the
 * number of messages. Memory is fixed.
 */
export class Totals {
  readonly #counts: Readonly<Record<Counted, Uint32Array>> = {
    out: new Uint32Array(capacity),
    in: new Uint32Array(capacity),
    failed: new Uint32Array(capacity),
  }
  /** The peaks of each bucket: unsettled messages, and their bytes. */
  readonly #messages = new Uint32Array(capacity)
  readonly #bytes = new Float64Array(capacity)
  /** Numbers of buckets. Nothing is kept before the first event. */
  #newest = -1
  #oldest: number | undefined

  /** Unsettled messages now. */
  messages = 0
  /** Their bytes. */
  bytes = 0

  /** Counts a message. */
  add(counted: Counted, at: number): void {
    count(this.#counts[counted], this.#reach(at), 1)
  }

  /** Takes a message back that was counted at a time. */
  takeBack(counted: Counted, at: number): void {
    count(this.#counts[counted], Math.floor(at / bucket) % capacity, -1)
  }

  /** Sets the level of the queue. */
  setQueue(at: number, messages: number, bytes: number): void {
    const slot = this.#reach(at)
    this.messages = messages
    this.bytes = bytes
    this.#messages[slot] = Math.max(this.#messages[slot] ?? 0, messages)
    this.#bytes[slot] = Math.max(this.#bytes[slot] ?? 0, bytes)
  }

  /** The number of messages in buckets `from` (included) to `to` (excluded). */
  sum(counted: Counted, from: number, to: number): number {
    const counts = this.#counts[counted]
    let sum = 0
    for (let at = Math.max(from, this.#first); at < Math.min(to, this.#newest + 1); at++) {
      sum += counts[at % capacity] ?? 0
    }
    return sum
  }

  /** The highest level of the queue in buckets `from` (included) to `to` (excluded). */
  peak(unit: 'messages' | 'bytes', from: number, to: number): number {
    const peaks = unit === 'messages' ? this.#messages : this.#bytes
    let peak = to > this.#newest + 1 ? this[unit] : 0
    for (let at = Math.max(from, this.#first); at < Math.min(to, this.#newest + 1); at++) {
      peak = Math.max(peak, peaks[at % capacity] ?? 0)
    }
    return peak
  }

  /** The oldest bucket that is kept. */
  get #first(): number {
    return Math.max(this.#oldest ?? 0, this.#newest - capacity + 1)
  }

  /** Makes the bucket of a time the newest, and returns its slot. Buckets that were skipped have the level before them. */
  #reach(at: number): number {
    const index = Math.max(Math.floor(at / bucket), this.#newest)
    if (this.#oldest === undefined) {
      this.#oldest = index
      this.#newest = index - 1
    }
    for (let next = Math.max(this.#newest + 1, index - capacity + 1); next <= index; next++) {
      const slot = next % capacity
      for (const counts of Object.values(this.#counts)) counts[slot] = 0
      this.#messages[slot] = this.messages
      this.#bytes[slot] = this.bytes
    }
    this.#newest = index
    return index % capacity
  }
}
