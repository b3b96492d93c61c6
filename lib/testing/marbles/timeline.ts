import { map, merge, NEVER, type Observable, of, timer } from 'rxjs'

/** A time in milliseconds, and the value that stands there. */
export type TimelineRow<T> = readonly [at: number, value: T]

/**
 * Emits each value at its time, in the order of the rows, and never completes. Marbles cannot show several values of one
 * millisecond that others follow soon; a timeline can. For long expectations, and for actions at given times.
 *
 * @param rows - milliseconds from the subscription; rows of one time keep their order
 *
 * @example
 * timeline([[0, 'Idle'], [0, 'Connecting'], [4, 'Open']]).subscribe((name) => console.log(name))
 */
export function timeline<T>(rows: ReadonlyArray<TimelineRow<T>>): Observable<T> {
  const each$ = rows.map(([at, value]) => (at === 0 ? of(value) : timer(at).pipe(map(() => value))))
  return merge(...each$, NEVER)
}
