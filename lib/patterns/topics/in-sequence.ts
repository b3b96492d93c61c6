import { Observable, type OperatorFunction, takeWhile } from 'rxjs'

/** The place of a message in a numbered sequence: a snapshot that contains all changes up to `snapshot`, or a change. */
export type Position = { readonly snapshot: number } | { readonly from: number; readonly to: number }

/** A gap: at least one change is missing. Subscribe again for a new snapshot. */
export interface SequenceBroken extends Error {
  /** The tag of this error. */
  readonly _tag: 'SequenceBroken'
  /** The number that should have come next. */
  readonly expected: number
  /** The number that came. */
  readonly got: number
}

/** The limit of `inSequence`. */
export interface InSequenceOptions {
  /** The number of changes that may wait for the snapshot; one more errors with `RangeError`. Default: 1 024. */
  readonly highWaterMark?: number | undefined
}

/** The progress of a sequence. */
type Progress<T> =
  | { readonly _tag: 'Waiting'; readonly changes: Array<readonly [from: number, to: number, value: T]> }
  | { readonly _tag: 'Following'; readonly last: number; readonly isFirst: boolean }

function broken(expected: number, got: number): SequenceBroken {
  const message = `a change is missing: expected number ${expected}, got ${got}. Subscribe again for a new snapshot`
  return Object.assign(new Error(message), { _tag: 'SequenceBroken' as const, expected, got })
}

/**
 * Lets a snapshot and the changes that follow it through, in sequence and without a gap. Changes that come before the
 * snapshot wait for it; those that it contains are left out. The first change may overlap the snapshot, as order books
 * have it (`from <= snapshot + 1 <= to`). A later snapshot starts the sequence anew.
 *
 * A gap errors with `SequenceBroken`. An Observable behind `retry` then subscribes again.
 *
 * @example
 * depth$.pipe(inSequence(({ u, U, lastUpdateId }) => (U === undefined ? { snapshot: lastUpdateId } : { from: U, to: u })))
 *
 * @throws `RangeError` if `highWaterMark` is not a number of at least 1
 */
export function inSequence<T>(
  positionOf: (value: T) => Position,
  { highWaterMark = 1_024 }: InSequenceOptions = {},
): OperatorFunction<T, T> {
  if (!(highWaterMark >= 1)) throw new RangeError('inSequence: highWaterMark must be at least 1')
  return (source$) =>
    new Observable((subscriber) => {
      let progress: Progress<T> = { _tag: 'Waiting', changes: [] }

      const follow = (from: number, to: number, value: T): void => {
        if (progress._tag !== 'Following' || to <= progress.last) return
        const expected = progress.last + 1
        if (from > expected || (from < expected && !progress.isFirst)) {
          subscriber.error(broken(expected, from))
          return
        }
        progress = { _tag: 'Following', last: to, isFirst: false }
        subscriber.next(value)
      }

      // A synchronous source is stopped too when the subscriber leaves in its midst.
      // eslint-disable-next-line rxjs-x/no-ignored-takewhile-value -- the subscriber decides, not the value
      return source$.pipe(takeWhile(() => !subscriber.closed)).subscribe({
        next: (value) => {
          let position: Position
          try {
            position = positionOf(value)
          } catch (error) {
            subscriber.error(error)
            return
          }
          if ('snapshot' in position) {
            const waiting = progress._tag === 'Waiting' ? progress.changes : []
            progress = { _tag: 'Following', last: position.snapshot, isFirst: true }
            subscriber.next(value)
            for (const change of waiting) follow(...change)
          } else if (progress._tag === 'Following') follow(position.from, position.to, value)
          else if (progress.changes.length < highWaterMark) progress.changes.push([position.from, position.to, value])
          else subscriber.error(new RangeError(`inSequence: ${highWaterMark} changes came before a snapshot`))
        },
        error: (error: unknown) => {
          subscriber.error(error)
        },
        complete: () => {
          subscriber.complete()
        },
      })
    })
}
