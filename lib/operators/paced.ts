import { defer, finalize, mergeMap, type Observable, type ObservableInput, type OperatorFunction, tap } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import { backPressureOf } from '../connection/receiving/back-pressure.ts'

/** How much a pacer takes on. */
export interface PacedOptions {
  /** How many projections run at once. Default: 1. */
  readonly concurrency?: number | undefined
  /** How many values may wait before the connection stops reading; it reads again below half of it. Default: 64. */
  readonly highWaterMark?: number | undefined
}

/**
 * Like `mergeMap`, with back-pressure down to the peer: while more than `highWaterMark` values wait for their turn,
 * the connection stops reading from the network. Nothing is lost. Of several pacers on one connection the slowest
 * rules; one that is unsubscribed lets go. While nothing is read, neither the heartbeat nor a close by the peer is
 * judged; a stop resumes reading.
 *
 * What was read in one piece before (up to 64 KiB) still comes. Where the platform cannot stop reading (browsers), more
 * than 16 times `highWaterMark` waiting values end the connection with `ProtocolFailed` (1008) instead of growing.
 *
 * @example
 * chat.pipe(receive$(), paced(chat, (line) => store(line), { concurrency: 4 })).subscribe()
 *
 * @param project - as for `mergeMap`; one that throws errors the result
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
