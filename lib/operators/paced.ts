import { defer, finalize, mergeMap, type Observable, type ObservableInput, type OperatorFunction, tap } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { backPressureOf } from '../connection/receiving/back-pressure.ts'

/** Limits of `paced`. */
export interface PacedOptions {
  /** The number of projections that run at once. Default: 1. */
  readonly concurrency?: number | undefined
  /** The number of waiting values above which the connection stops reading; it resumes below half of it. Default: 64. */
  readonly highWaterMark?: number | undefined
}

/**
 * Like `mergeMap`, with back-pressure down to the peer: while more than `highWaterMark` values wait for their turn, the
 * connection stops reading from the network. No message is lost. With several pacers on one connection, any of them stops
 * the reading; unsubscribing releases it. While reading is stopped, the heartbeat does not count silence, and a close by
 * the peer goes unnoticed. A stop resumes reading.
 *
 * Messages of the chunk that was read already (up to 64 KiB) still arrive. Where the platform cannot stop reading (browsers),
 * the connection fails with `ProtocolFailed` (1008) when more than 16 times `highWaterMark` values wait.
 *
 * @example
 * chat.pipe(receive$(), paced(chat, (line) => store(line), { concurrency: 4 })).subscribe()
 *
 * @param project - as for `mergeMap`; if it throws, the result errors
 * @throws RangeError - if `concurrency` or `highWaterMark` is below 1
 */
export function paced<In, Out, T, R>(
  connection: Connection<In, Out>,
  project: (value: T, index: number) => ObservableInput<R>,
  { concurrency = 1, highWaterMark = 64 }: PacedOptions = {},
): OperatorFunction<T, R> {
  if (!(concurrency >= 1)) throw new RangeError('paced: concurrency must be at least 1')
  if (!(highWaterMark >= 1)) throw new RangeError('paced: highWaterMark must be at least 1')
  const reading = backPressureOf(coreOf(connection))
  return (source$: Observable<T>) =>
    defer(() => {
      const holder = {}
      let waiting = 0
      return source$.pipe(
        tap(() => {
          reading.pace(holder, ++waiting, highWaterMark)
        }),
        mergeMap((value, index) => {
          reading.pace(holder, --waiting, highWaterMark)
          return project(value, index)
        }, concurrency),
        finalize(() => {
          reading.release(holder)
        }),
      )
    })
}
