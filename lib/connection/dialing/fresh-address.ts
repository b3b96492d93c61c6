import type { Either } from 'fp-ts/lib/Either.js'
import {
  catchError,
  defer,
  forkJoin,
  isObservable,
  type Observable,
  type ObservableInput,
  of,
  Subscription,
  take,
  throwError,
  throwIfEmpty,
} from 'rxjs'

import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { DialRequest } from '../../transport/transport.ts'
import type { DialContext, Headers, PerDial } from '../options.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { toDialRequest } from './dial-request.ts'

/** The values of one dial that functions of the options may give. */
export type FreshValues = readonly [url: string | URL, headers: Headers, protocols: string | ReadonlyArray<string>]

/**
 * Asks `url`, `headers` and `protocols` for fresh values, and calls `resolved` once. Plain values are used in the same
 * turn.
 *
 * @returns unsubscribing aborts the signal of the functions, unless they have answered
 */
export function resolveAddress<In, Out>(
  options: ResolvedOptions<In, Out>,
  attempt: number,
  resolved: (request: Either<ConnectionError, DialRequest>) => void,
): Subscription {
  const { url, headers, protocols } = options
  const asking = new Subscription()
  if (typeof url !== 'function' && typeof headers !== 'function' && typeof protocols !== 'function') {
    resolved(toRequest(options, [url, headers, protocols]))
    return asking
  }
  const abort = new AbortController()
  const aborting = new Subscription(() => {
    abort.abort()
  })
  const context = { attempt, signal: abort.signal }
  const fail = (what: string, cause: unknown): void => {
    resolved(E.left(failure('AddressFailed', options.name, what, {}, mayQuoteUrl(cause) ? undefined : cause)))
  }
  asking.add(aborting)
  asking.add(
    forkJoin([
      resolvePerDial(url, context),
      resolvePerDial(headers, context),
      resolvePerDial(protocols, context).pipe(
        catchError((cause: unknown) => throwError(() => new ProtocolsFailed(cause))),
      ),
    ]).subscribe({
      next: (given) => {
        asking.remove(aborting)
        resolved(toRequest(options, given))
      },
      error: (cause: unknown) => {
        if (cause instanceof ProtocolsFailed) fail(`not dialed: ${cause.message} (see cause)`, cause.cause)
        else fail('not dialed: the url or headers function failed (see cause)', cause)
      },
    }),
  )
  return asking
}

/** Tells a failure of the `protocols` function from those of the others. */
class ProtocolsFailed extends Error {
  constructor(cause: unknown) {
    super('the protocols function failed', { cause })
  }
}

function toRequest<In, Out>(
  options: ResolvedOptions<In, Out>,
  values: FreshValues,
): Either<ConnectionError, DialRequest> {
  const request = toDialRequest(options, values)
  if (request._tag === 'Right') return request
  const faults = request.left.map(({ path, message }) => `${path} ${message}`).join('; ')
  return E.left(failure('AddressFailed', options.name, `not dialed: ${faults}`, {}))
}

/** Asks a function, or takes the value. A string is a value here, although rxjs would take it for many. */
function resolvePerDial<T>(given: PerDial<T>, context: DialContext): Observable<T> {
  if (typeof given !== 'function') return of(given)
  const answer$ = defer(() => {
    const answer = (given as (context: DialContext) => T | ObservableInput<T>)(context)
    return isInput(answer) ? answer : [answer]
  })
  return answer$.pipe(
    take(1),
    throwIfEmpty(() => new Error('it gave nothing')),
  )
}

/** Whether an error may come from the platform's URL parser. It carries the url, with its password or token. */
function mayQuoteUrl(cause: unknown): boolean {
  return cause instanceof TypeError && ('input' in cause || /\bURL\b/.test(cause.message))
}

function isInput<T>(answer: T | ObservableInput<T>): answer is ObservableInput<T> {
  return (
    isObservable(answer) ||
    (typeof answer === 'object' && answer !== null && ('then' in answer || Symbol.asyncIterator in answer))
  )
}
