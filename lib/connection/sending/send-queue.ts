import { LinkedList, type ListNode } from '../linked-list.ts'

/** Limits of the messages that were accepted and are not settled. */
export interface OutboxLimits {
  /** The largest number of messages that wait for a connection. */
  readonly limit: number
  /** The largest number of bytes accepted and unsettled, in every state. Each message also counts a fixed overhead. */
  readonly bytes: number
  /** The message that is refused when there is no room: the new one, the oldest or the newest that waits. */
  readonly overflow: 'reject' | 'dropOldest' | 'dropNewest'
}

export const defaultOutboxLimits: OutboxLimits = { limit: 1_024, bytes: 16 * 1_024 * 1_024, overflow: 'reject' }

/** A message in the queue. Only the queue changes its links. */
export interface QueueEntry<Self> extends ListNode<Self> {
  /** Bytes that the message counts against `OutboxLimits.bytes`. */
  readonly size: number
}

/** Messages that were accepted and are not settled: those that wait, and those that were handed to a socket. */
export class SendQueue<E extends QueueEntry<E>> {
  readonly #limits: OutboxLimits
  readonly #waiting = new LinkedList<E>()
  readonly #written = new LinkedList<E>()
  /** Bytes accepted and not settled. */
  bytes = 0
  /** Bytes handed to the socket and not settled. */
  writtenBytes = 0

  constructor(limits: OutboxLimits) {
    this.#limits = limits
  }

  /** The number of messages that wait. */
  get waiting(): number {
    return this.#waiting.count
  }

  /** The number of messages that were handed to the socket and are not settled. */
  get written(): number {
    return this.#written.count
  }

  /** Whether at most half of each limit is used: a full queue counts as full until then. */
  get isHalfEmpty(): boolean {
    const { limit, bytes } = this.#limits
    return this.waiting <= limit / 2 && this.bytes <= bytes / 2
  }

  /**
   * Makes room for a message of `size` bytes.
   *
   * @param toWait - whether the message is going to wait, so that `limit` counts it
   * @returns the messages removed to make room; `undefined`: there is no room for the new message
   */
  makeRoom(size: number, toWait: boolean): ReadonlyArray<E> | undefined {
    if (this.fits(size, toWait)) return noneDropped
    const { overflow, bytes } = this.#limits
    const cannotFit = this.writtenBytes > 0 && this.writtenBytes + size > bytes
    if (overflow === 'reject' || cannotFit) return undefined
    const dropped: E[] = []
    while (!this.fits(size, toWait)) {
      const entry = overflow === 'dropOldest' ? this.#waiting.first : this.#waiting.last
      if (entry === undefined) return undefined
      this.withdraw(entry)
      dropped.push(entry)
    }
    return dropped
  }

  /** Whether there is room for a message of `size` bytes. An empty queue has room for one message of any size. */
  fits(size: number, toWait: boolean): boolean {
    const { limit, bytes } = this.#limits
    if (this.bytes > 0 && this.bytes + size > bytes) return false
    return !toWait || this.waiting === 0 || this.waiting < limit
  }

  /** Adds a message that waits. */
  enqueue(entry: E): void {
    this.#waiting.append(entry)
    this.bytes += entry.size
  }

  /** Adds a message that is handed to the socket. */
  addWritten(entry: E): void {
    this.#written.append(entry)
    this.bytes += entry.size
    this.writtenBytes += entry.size
  }

  /** Removes and returns the message that has waited longest. The caller writes or settles it. */
  dequeue(): E | undefined {
    const { first } = this.#waiting
    if (first !== undefined) this.withdraw(first)
    return first
  }

  /** Removes and returns the message that was handed to the socket first. The caller settles it. */
  dequeueWritten(): E | undefined {
    const { first } = this.#written
    if (first !== undefined) this.removeWritten(first)
    return first
  }

  /** Removes a message that was handed to the socket. */
  removeWritten(entry: E): void {
    this.#written.remove(entry)
    this.bytes -= entry.size
    this.writtenBytes -= entry.size
  }

  /** Removes a message that waits. */
  withdraw(entry: E): void {
    this.#waiting.remove(entry)
    this.bytes -= entry.size
  }

  /** Removes and returns the waiting messages that match, oldest first. */
  withdrawWhere(matches: (entry: E) => boolean): ReadonlyArray<E> {
    const withdrawn: E[] = []
    for (let entry = this.#waiting.first; entry !== undefined;) {
      const { next } = entry
      if (matches(entry)) {
        this.withdraw(entry)
        withdrawn.push(entry)
      }
      entry = next
    }
    return withdrawn
  }
}

const noneDropped: ReadonlyArray<never> = []
