import { Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import { listen } from '../../connection/relay.ts'
import { runUserCode } from '../../connection/run-user-code.ts'
import { inspect$ } from '../inspect.ts'
import { stampOf } from '../watch-core.ts'
import type { RecordedEvent } from './recorded-event.ts'
import { Recording } from './recording.ts'
import { Ring } from './ring.ts'
import { beginningAfter, beginningOf, type KeepContent, recordedEvent, recordedOptions } from './to-recorded.ts'

/** Options of a recording. */
export interface RecordOptions {
  /** The largest number of events that are kept. Default: 10 000. */
  readonly last?: number | undefined
  /** The largest number of bytes that they take. Default: 4 MiB. */
  readonly bytes?: number | undefined
  /**
   * Whether messages are hidden. `true`: only their kind and size are kept. A function decides for each message: it returns
   * the content to keep, or `undefined` to hide it. A function that throws hides the message. Default: `true`.
   */
  readonly hide?: boolean | KeepContent | undefined
}

/** `inspect$` never completes and never errors. */
const ignore = (): void => undefined

/** Bytes that an event takes besides the content of a message. */
const eventSize = 256

/**
 * Records the latest events of a connection, within limits, until `stop`: a black box to keep beside a connection that runs
 * for months. Messages are hidden unless `hide` keeps them. Secrets never stand in it.
 *
 * @example
 * const recording = record(chat)
 *
 * @throws `TypeError` if it is not a connection
 */
export function record<In, Out>(connection: Connection<In, Out>, options: RecordOptions = {}): Recording {
  const { last = 10_000, bytes = 4 * 1_024 * 1_024, hide = true } = options
  const core = coreOf(connection)
  const { at: began, wall } = stampOf(core)
  const keep = keeping(hide)
  let beginning = beginningOf(core, began)
  let dropped = 0
  const ring = new Ring<RecordedEvent>(last, bytes, (event) => {
    beginning = beginningAfter(beginning, event)
    dropped++
  })
  const recording = new Subscription()
  listen(inspect$(connection), recording, {
    next: (event) => {
      const recorded = recordedEvent(event, began, keep)
      if (recorded !== undefined) ring.push(recorded, sizeOf(recorded))
    },
    error: ignore,
    complete: ignore,
  })
  let stopped: number | undefined
  return new Recording(
    () => ({
      format: 'pulsewire recording 1',
      connection: connection.name,
      began: wall,
      duration: (stopped ?? stampOf(core).at) - began,
      dropped,
      beginning,
      options: recordedOptions(core),
      events: ring.toArray(),
    }),
    () => {
      stopped ??= stampOf(core).at
      recording.unsubscribe()
    },
  )
}

function keeping(hide: boolean | KeepContent): KeepContent {
  if (hide === true) return () => undefined
  if (hide === false) return (data) => data
  return (data, direction) => {
    let content: string | Uint8Array | undefined
    runUserCode(() => {
      content = hide(data, direction)
    })
    return content
  }
}

function sizeOf(event: RecordedEvent): number {
  const content = 'body' in event ? (event.body.content?.length ?? 0) : 0
  return eventSize + 2 * content
}
