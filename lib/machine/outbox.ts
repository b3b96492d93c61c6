/** What an outbox may hold. */
export interface OutboxLimits {
  /** How many messages may wait for a connection. */
  readonly limit: number
  /** How many bytes may be accepted and unsettled, in every state. */
  readonly bytes: number
  /** Who gives way when there is no room: the new message, the oldest that waits, or the newest that waits. */
  readonly overflow: 'reject' | 'dropOldest' | 'dropNewest'
}

export const defaultOutboxLimits: OutboxLimits = { limit: 1_024, bytes: 16 * 1_024 * 1_024, overflow: 'reject' }

/** A message in an outbox: what is sent extends it. The outbox alone changes these fields. */
export interface Entry<Self> {
  /** Bytes. */
  readonly size: number
  previous: Self | undefined
  next: Self | undefined
}

/** A list in which the entries themselves are the links: everything is O(1), nothing is allocated. */
class Chain<E extends Entry<E>> {
  first: E | undefined
  last: E | undefined
  count = 0
  bytes = 0

  append(entry: E): void {
    entry.previous = this.last
    entry.next = undefined
    if (this.last === undefined) this.first = entry
    else this.last.next = entry
    this.last = entry
    this.count++
    this.bytes += entry.size
  }

  remove(entry: E): void {
    if (entry.previous === undefined) this.first = entry.next
    else entry.previous.next = entry.next
    if (entry.next === undefined) this.last = entry.previous
    else entry.next.previous = entry.previous
    entry.previous = entry.next = undefined
    this.count--
    this.bytes -= entry.size
  }
}

/**
 * Messages that were accepted and are not settled: first those that wait for a connection, then those that were handed
 * to a socket. Data only: who sends and who is answered is not its business.
 */
export class Outbox<E extends Entry<E>> {
  readonly #limits: OutboxLimits
  readonly #waiting = new Chain<E>()
  readonly #written = new Chain<E>()

  constructor(limits: OutboxLimits) {
    this.#limits = limits
  }

  /** How many messages wait. */
  get waiting(): number {
    return this.#waiting.count
  }

  /** How many messages were handed to the socket and are not settled. */
  get written(): number {
    return this.#written.count
  }

  /** Bytes handed to the socket and not settled. */
  get writtenBytes(): number {
    return this.#written.bytes
  }

  /** Bytes accepted and not settled. */
  get bytes(): number {
    return this.#waiting.bytes + this.#written.bytes
  }

  /**
   * Makes room for a message of `size` bytes.
   *
   * @param toWait - whether it is going to wait, so that `limit` counts it
   * @returns those that gave way, already removed; `undefined` where the new one has to
   */
  makeRoom(size: number, toWait: boolean): ReadonlyArray<E> | undefined {
    if (this.#fits(size, toWait)) return nobody
    const { overflow, bytes } = this.#limits
    const hopeless = this.#written.bytes > 0 && this.#written.bytes + size > bytes
    if (overflow === 'reject' || hopeless) return undefined
    const dropped: E[] = []
    while (!this.#fits(size, toWait)) {
      const entry = overflow === 'dropOldest' ? this.#waiting.first : this.#waiting.last
      if (entry === undefined) return undefined
      this.#waiting.remove(entry)
      dropped.push(entry)
    }
    return dropped
  }

  /** One message always fits an empty outbox. */
  #fits(size: number, toWait: boolean): boolean {
    const { limit, bytes } = this.#limits
    const held = this.bytes
    if (held > 0 && held + size > bytes) return false
    return !toWait || this.#waiting.count === 0 || this.#waiting.count < limit
  }

  /** A message begins to wait. */
  wait(entry: E): void {
    this.#waiting.append(entry)
  }

  /** A message is handed to the socket. */
  write(entry: E): void {
    this.#written.append(entry)
  }

  /** Takes the message that has waited longest; whoever takes it writes it or answers it. */
  takeWaiting(): E | undefined {
    return take(this.#waiting)
  }

  /** Takes the message that was handed to the socket first: it is settled. */
  takeWritten(): E | undefined {
    return take(this.#written)
  }

  /** Takes back a message that waits. */
  withdraw(entry: E): void {
    this.#waiting.remove(entry)
  }
}

const nobody: ReadonlyArray<never> = []

function take<E extends Entry<E>>(chain: Chain<E>): E | undefined {
  const { first } = chain
  if (first !== undefined) chain.remove(first)
  return first
}
