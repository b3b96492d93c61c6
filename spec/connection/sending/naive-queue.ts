import type { OutboxLimits, QueueEntry } from '../../../lib/connection/sending/send-queue.ts'

export interface Item extends QueueEntry<Item> {
  readonly id: number
}

/** An outbox in the plainest way: arrays. */
export class Naive {
  readonly limits: OutboxLimits
  queued: Item[] = []
  sent: Item[] = []

  constructor(limits: OutboxLimits) {
    this.limits = limits
  }

  bytesOf(items: ReadonlyArray<Item>): number {
    return items.reduce((sum, { size }) => sum + size, 0)
  }

  fits(queued: ReadonlyArray<Item>, size: number, toWait: boolean): boolean {
    const held = this.bytesOf([...queued, ...this.sent])
    if (held > 0 && held + size > this.limits.bytes) return false
    return !toWait || queued.length === 0 || queued.length + 1 <= this.limits.limit
  }

  /** The fewest that have to give way, from the end that the policy names. */
  makeRoom(size: number, toWait: boolean): ReadonlyArray<Item> | undefined {
    const { overflow } = this.limits
    const most = overflow === 'reject' ? 0 : this.queued.length
    for (let count = 0; count <= most; count++) {
      const kept =
        overflow === 'dropOldest' ? this.queued.slice(count) : this.queued.slice(0, this.queued.length - count)
      if (!this.fits(kept, size, toWait)) continue
      const dropped = this.queued.filter((each) => !kept.includes(each))
      this.queued = kept
      return overflow === 'dropOldest' ? dropped : dropped.reverse()
    }
    return undefined
  }
}
