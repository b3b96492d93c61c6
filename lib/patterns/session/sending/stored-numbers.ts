/** A store, for one session. */
export interface EndStore {
  readonly append: (n: number, data: string | Uint8Array) => Promise<void>
  readonly take: (n: number, data: string | Uint8Array) => Promise<void>
}

/** The numbers of the messages that a store has kept, so that they may be sent. Without a store, all may. */
export class StoredNumbers {
  readonly store: EndStore | undefined
  /** The number of the latest message that may be sent. */
  last: number
  /** Messages that are kept, although an earlier one is not yet. */
  readonly #early = new Set<number>()
  readonly #waiting = new Set<{ readonly n: number; readonly stored: () => void }>()

  constructor(store: EndStore | undefined) {
    this.store = store
    this.last = store === undefined ? Infinity : 0
  }

  append(n: number, data: string | Uint8Array, stored: () => void, failed: (cause: unknown) => void): void {
    this.store?.append(n, data).then(() => {
      this.#early.add(n)
      while (this.#early.delete(this.last + 1)) this.last++
      stored()
      this.#report()
    }, failed)
  }

  /**
   * Calls `stored` once all messages up to a number are kept: at once, or later.
   *
   * @returns the function that ends the wait
   */
  whenStored(n: number, stored: () => void): () => void {
    const waiting = { n, stored }
    this.#waiting.add(waiting)
    this.#report()
    return () => {
      this.#waiting.delete(waiting)
    }
  }

  /** Nothing is stored any more. */
  end(): void {
    this.last = Infinity
    this.#report()
  }

  #report(): void {
    for (const waiting of this.#waiting) {
      if (waiting.n > this.last) continue
      this.#waiting.delete(waiting)
      waiting.stored()
    }
  }
}
