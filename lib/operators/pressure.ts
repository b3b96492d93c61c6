import { defer, distinctUntilChanged, type Observable, startWith } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'

/** When to tell. */
export interface PressureOptions {
  /** Bytes. Default: 1 MiB, which a source need not exceed to keep a fast network busy. */
  readonly mark?: number | undefined
}

/**
 * How many bytes were given to `send` and have not been answered: told at once, and then whenever it crosses the mark,
 * up or down. For sources that can slow down.
 *
 * @example
 * pressure$(chat).subscribe((bytes) => (bytes > 1_048_576 ? source.pause() : source.resume()))
 */
export function pressure$<In, Out>(
  connection: Connection<In, Out>,
  { mark = 1_024 * 1_024 }: PressureOptions = {},
): Observable<number> {
  return defer(() =>
    connection.channel('unsent').pipe(
      startWith(coreOf(connection).outbox.bytes),
      distinctUntilChanged((before, now) => before > mark === now > mark),
    ),
  )
}
