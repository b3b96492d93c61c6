import { filter, map, merge, type Observable } from 'rxjs'

import { type Connection, coreOf } from '../connection.ts'
import type { Core } from '../core.ts'
import { makeMessage, messageOverhead } from './pending-message.ts'
import type { SendSubscription } from './send-subscription.ts'

// For sources that can wait, which few programs have: not methods of the outbox, so that a bundler can leave them out.

/** The parts of `outbox.bytes` that data and overheads may take before a source that can wait has to. */
const writableShare = { data: 1 / 64, overheads: 1 / 16 }

/**
 * Whether a source that can wait may send a message of `size` bytes now: the connection is open and little is unsent.
 *
 * @param size - in bytes, as `offer` returned it; 0 if it is not known yet
 */
export function isWritable<In, Out>(connection: Connection<In, Out>, size: number): boolean {
  const core = coreOf(connection)
  return core.state._tag === 'Open' && hasRoom(core, size)
}

/** Whether there is room for a message of `size` bytes, its overhead included. */
export function hasRoom<In, Out>({ options, outbox: { queue } }: Core<In, Out>, size: number): boolean {
  const { bytes, waiting, written } = queue
  if (bytes === 0) return true
  const limit = options.outbox.bytes
  const overheads = messageOverhead * (waiting + written)
  const isLittle = bytes - overheads < limit * writableShare.data && overheads < limit * writableShare.overheads
  return isLittle && queue.fits(size, false)
}

/** Emits whenever `isWritable` holds: at once if it does, and after every change. */
export function writable$<In, Out>(connection: Connection<In, Out>, size: number): Observable<void> {
  return merge(connection.channel('lifecycle'), connection.channel('unsent')).pipe(
    filter(() => isWritable(connection, size)),
    map(() => undefined),
  )
}

/**
 * Sends the message of a source that can wait.
 *
 * @returns 0; or, if the outbox is too full, the size to ask `isWritable` for before the next try
 */
export function offer<In, Out>(core: Core<In, Out>, subscription: SendSubscription<Out>, value: Out): number {
  const message = makeMessage(core.options, subscription, value, undefined, false)
  if (message.result === undefined && !core.outbox.queue.fits(message.size, false)) return message.size
  core.outbox.add(message)
  return 0
}
