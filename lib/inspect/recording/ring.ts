/** A number of steps after which the array is cut: `shift` of a long array moves the whole of it. */
const cut = 1_024

interface Entry<T> {
  readonly entry: T
  readonly size: number
}

/** The newest entries, bounded by their number and by their size. */
export class Ring<T> {
  readonly #last: number
  readonly #bytes: number
  readonly #dropped: (entry: T) => void
  /** The entries; those before `#first` have left. */
  #entries: Array<Entry<T> | undefined> = []
  #first = 0
  #size = 0

  /**
   * @param last - the largest number of entries
   * @param bytes - the largest sum of their sizes; the newest entry is kept whatever its size
   * @param dropped - is called with each entry that has to leave
   */
  constructor(last: number, bytes: number, dropped: (entry: T) => void) {
    this.#last = last
    this.#bytes = bytes
    this.#dropped = dropped
  }

  push(entry: T, size: number): void {
    this.#entries.push({ entry, size })
    this.#size += size
    while (this.#count > 1 && (this.#count > this.#last || this.#size > this.#bytes)) this.#drop()
  }

  get #count(): number {
    return this.#entries.length - this.#first
  }

  #drop(): void {
    const oldest = this.#entries[this.#first]
    if (oldest === undefined) return
    this.#entries[this.#first++] = undefined
    this.#size -= oldest.size
    if (this.#first === cut) {
      this.#entries = this.#entries.slice(cut)
      this.#first = 0
    }
    this.#dropped(oldest.entry)
  }

  toArray(): ReadonlyArray<T> {
    return this.#entries.flatMap((one) => (one === undefined ? [] : [one.entry]))
  }
}
