import { formatBytes, formatMs, type Lane } from '../timeline/mark.ts'
import type { Source } from '../timeline/scene.ts'
import { bucket } from '../timeline/totals.ts'

/** The numbers of a connection, by lane. */
export type Figures = Partial<Readonly<Record<Lane, string>>>

/** Milliseconds between updates: faster ones cannot be read. */
export const figuresInterval = 500

/** The current numbers of a connection: messages of the last second, the queue, the latest round trip. */
export function figuresOf({ history: { totals, roundTrip } }: Source, now: number): Figures {
  const to = Math.floor(now / bucket)
  const rate = (lane: 'in' | 'out'): string => {
    const count = totals.sum(lane, to - 1_000 / bucket, to)
    return count === 0 ? '' : `${count.toLocaleString('en')}/s`
  }
  return {
    out: rate('out'),
    in: rate('in'),
    heartbeat: roundTrip === undefined ? '' : formatMs(roundTrip),
    queue: totals.messages === 0 ? '' : `${totals.messages.toLocaleString('en')} · ${formatBytes(totals.bytes)}`,
  }
}
