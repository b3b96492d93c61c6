import { LinkedList, type ListNode } from '../linked-list.ts'

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

/** A message in an outbox: what is sent extends it. The outbox alone changes its links. */
export interface QueueEntry<Self> extends ListNode<Self> {
  /** Bytes. */
  readonly size: number
}

/**
 * Messages that were accepted and are not settled: first those that wait for a connection, then those that were handed
 * to a socket. Data only: who sends and who is answered is not its business.
 */
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

  /** How many messages wait. */
  get waiting(): number {
    return this.#waiting.count
  }

  /** How many messages were handed to the socket and are not settled. */
  get written(): number {
    return this.#written.count
  }

  /**
   * Makes room for a message of `size` bytes.
   *
   * @param toWait - whether it is going to wait, so that `limit` counts it
   * @returns those that gave way, already removed; `undefined` where the new one has to
   */
  makeRoom(size: number, toWait: boolean): ReadonlyArray<E> | undefined {
    if (this.#fits(size, toWait)) return noneDropped
    const { overflow, bytes } = this.#limits
    const cannotFit = this.writtenBytes > 0 && this.writtenBytes + size > bytes
    if (overflow === 'reject' || cannotFit) return undefined
    const dropped: E[] = []
    while (!this.#fits(size, toWait)) {
      const entry = overflow === 'dropOldest' ? this.#waiting.first : this.#waiting.last
      if (entry === undefined) return undefined
      this.withdraw(entry)
      dropped.push(entry)
    }
    return dropped
  }

  /** One message always fits an empty outbox. */
  #fits(size: number, toWait: boolean): boolean {
    const { limit, bytes } = this.#limits
    if (this.bytes > 0 && this.bytes + size > bytes) return false
    return !toWait || this.waiting === 0 || this.waiting < limit
  }

  /** A message begins to wait. */
  enqueue(entry: E): void {
    this.#waiting.append(entry)
    this.bytes += entry.size
  }

  /** A message is handed to the socket. */
  addWritten(entry: E): void {
    this.#written.append(entry)
    this.bytes += entry.size
    this.writtenBytes += entry.size
  }

  /** Takes the message that has waited longest; whoever takes it writes it or answers it. */
  dequeue(): E | undefined {
    const { first } = this.#waiting
    if (first !== undefined) this.withdraw(first)
    return first
  }

  /** Takes the message that was handed to the socket first: it is settled. */
  dequeueWritten(): E | undefined {
    const { first } = this.#written
    if (first === undefined) return undefined
    this.#written.remove(first)
    this.bytes -= first.size
    this.writtenBytes -= first.size
    return first
  }

  /** Takes back a message that waits. */
  withdraw(entry: E): void {
    this.#waiting.remove(entry)
    this.bytes -= entry.size
  }
}

const noneDropped: ReadonlyArray<never> = []
