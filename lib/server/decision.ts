import {
  catchError,
  defer,
  from,
  isObservable,
  merge,
  Observable,
  type ObservableInput,
  of,
  take,
  throwIfEmpty,
} from 'rxjs'

import type { Clock } from '../connection/timers/clock.ts'
import type { PeerOptions } from './accept-options.ts'
import type { Refusal } from './refusal.ts'

/** A refusal, and the error of the program that led to it. */
export interface CausedRefusal extends Omit<Refusal, 'headers'>, Partial<Pick<Refusal, 'headers'>> {
  readonly cause?: unknown
}

/** The answer of `peer`, or the refusal that stands for none. */
export type Answer<In, Out> = PeerOptions<In, Out> | CausedRefusal

/** The option `peer`. */
export type AskPeer<In, Out, Request> = (
  request: Request,
) => PeerOptions<In, Out> | Refusal | ObservableInput<PeerOptions<In, Out> | Refusal>

/** Asks `peer` about a request. Emits one answer, within `timeout` milliseconds, and never errors. */
export function decision$<In, Out, Request>(
  peer: AskPeer<In, Out, Request>,
  request: Request,
  clock: Clock,
  timeout: number,
): Observable<Answer<In, Out>> {
  const late$ = new Observable<CausedRefusal>((subscriber) =>
    clock.after(timeout, () => {
      subscriber.next(refusal(503, new Error(`peer has not answered within ${timeout} ms`)))
    }),
  )
  const answer$ = defer(() => toAnswers<Answer<In, Out>>(peer(request))).pipe(
    throwIfEmpty(() => new Error('peer has completed without an answer')),
    catchError((cause: unknown) => of(refusal(500, cause))),
  )
  return merge(late$, answer$).pipe(take(1))
}

function refusal(status: number, cause: unknown): CausedRefusal {
  return { _tag: 'Refusal', status, cause }
}

/** A plain answer is an object too, so it is told apart by its members. */
function toAnswers<T extends object>(given: T | ObservableInput<T>): Observable<T> {
  const isInput = isObservable(given) || 'then' in given || Symbol.asyncIterator in given
  return isInput ? from(given as Observable<T>) : of(given as T)
}
