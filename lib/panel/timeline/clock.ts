/** The least distance between two events, in milliseconds. */
const apart = 1e-4

/**
 * The clock of a panel: milliseconds that never go back, the same for all of its connections. Each event gets a time of its
 * own, so their times alone are their order.
 */
export class PanelClock {
  readonly #read: () => number
  #latest = 0

  /** @param read - returns elapsed milliseconds, such as `performance.now` */
  constructor(read: () => number) {
    this.#read = read
  }

  /** The current time. */
  now(): number {
    return Math.max(this.#latest, this.#read())
  }

  /** A time for an event: now, and later than every one before. */
  next(): number {
    this.#latest = Math.max(this.#latest + apart, this.#read())
    return this.#latest
  }
}
