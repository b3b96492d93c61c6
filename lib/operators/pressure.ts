import { defer, distinctUntilChanged, type Observable, startWith } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'

/** Options of `pressure$`. */
export interface PressureOptions {
  /** Bytes. Default: 1 MiB, enough to keep a fast network busy. */
  readonly mark?: number | undefined
}

/**
 * Emits the number of unsent bytes, given to `send` and not settled: at once, and then whenever it crosses the mark, up or
 * down. For sources that can slow down.
 *
 * @example
 * pressure$(chat).subscribe((bytes) => (bytes > 1_048_576 ? source.pause() : source.resume()))
 */
export function pressure$<In, Out>(
  connection: Connection<In, Out>,
  { mark = 1_024 * 1_024 }: PressureOptions = {},
): Observable<number> {
  return defer(() => {
    const { outbox } = coreOf(connection)
    return connection.channel('unsent').pipe(
      startWith(outbox.bytes),
      distinctUntilChanged((before, now) => before > mark === now > mark),
    )
  })
}
