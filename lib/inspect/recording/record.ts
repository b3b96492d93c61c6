import type { Connection } from '../../connection/connection.ts'
import { collect } from './black-box.ts'
import { Recording } from './recording.ts'
import type { KeepContent } from './to-recorded.ts'

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
  const { read, stop } = collect(connection, options)
  return new Recording(read, stop)
}
