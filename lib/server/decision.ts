import {
  catchError,
  defer,
  from,
  isObservable,
  map,
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
    map(checked),
    catchError((cause: unknown) => of(refusal(500, cause))),
  )
  return merge(late$, answer$).pipe(take(1))
}

function refusal(status: number, cause: unknown): CausedRefusal {
  return { _tag: 'Refusal', status, cause }
}

/** The members that make an object an `ObservableInput` of rxjs. Any other object is an answer. */
const inputs = ['then', Symbol.iterator, Symbol.asyncIterator, '@@observable', 'getReader'] as const

function isInput<T extends object>(given: T | ObservableInput<T>): given is ObservableInput<T> {
  // A polyfill may add the symbol; without it, the member has the name above.
  const { observable = 'then' } = Symbol as { readonly observable?: symbol }
  return isObservable(given) || observable in given || inputs.some((member) => member in given)
}

function toAnswers<T extends object>(given: T | ObservableInput<T>): Observable<T> {
  // A string is an `ObservableInput` too, and no answer.
  return typeof given === 'object' && isInput(given) ? from(given) : of(given)
}

/** An answer that is no object is a mistake of the program: it must not let the peer in. */
function checked<T extends object>(answer: T): T {
  if (typeof answer === 'object' && (answer as T | null) !== null && !isInput(answer)) return answer
  throw new TypeError('peer has answered neither options nor a refusal')
}
