import { Subscription } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import { listen } from '../../connection/relay.ts'
import { runUserCode } from '../../connection/run-user-code.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'
import { inspect$ } from '../inspect.ts'
import { stampOf } from '../watch-core.ts'
import type { RecordOptions } from './record.ts'
import type { RecordedEvent, RecordingData } from './recorded-event.ts'
import { Ring } from './ring.ts'
import { beginningAfter, beginningOf, type KeepContent, recordedEvent, recordedOptions } from './to-recorded.ts'

/** `inspect$` never completes and never errors. */
const ignore = (): void => undefined

/** Bytes that an event takes besides the content of a message. */
const eventSize = 256

/** Collects the latest events of a connection. Apart from `Recording`, so that collecting alone weighs little. */
export interface BlackBox {
  readonly read: () => RecordingData
  readonly stop: () => void
}

/** Begins to collect. @throws `TypeError` if it is not a connection */
export function collect<In, Out>(connection: Connection<In, Out>, options: RecordOptions): BlackBox {
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
  return {
    read: () => ({
      format: 'pulsewire recording 1',
      connection: connection.name,
      began: wall,
      duration: (stopped ?? stampOf(core).at) - began,
      dropped,
      beginning,
      options: recordedOptions(core),
      events: ring.toArray(),
    }),
    stop: () => {
      stopped ??= stampOf(core).at
      recording.unsubscribe()
    },
  }
}

/** The function that decides what to keep of a message. It never throws, and its answer is text, bytes or `undefined`. */
export function keeping(hide: boolean | KeepContent): KeepContent {
  if (hide === true) return () => undefined
  if (hide === false) return (data) => data
  return (data, direction) => {
    let content: string | Uint8Array | undefined
    runUserCode(() => {
      const answer: unknown = hide(data, direction)
      discardPromise(answer)
      if (typeof answer === 'string' || answer instanceof Uint8Array) content = answer
    })
    return content
  }
}

function sizeOf(event: RecordedEvent): number {
  const content = 'body' in event ? (event.body.content?.length ?? 0) : 0
  return eventSize + 2 * content
}
