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

import { normalizeAddress } from '../../model/address.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import { subprotocolProblem } from '../../model/subprotocol.ts'
import type { DialContext, Headers, PerDial } from '../options.ts'
import type { ResolvedOptions } from '../resolve-options.ts'

/** The address of one dial, and all else that may differ from dial to dial. */
export interface FreshAddress {
  readonly url: string
  readonly headers: Headers
  readonly protocols: ReadonlyArray<string>
}

type Given = readonly [url: string | URL, headers: Headers, protocols: string | ReadonlyArray<string>]

/**
 * Asks `url`, `headers` and `protocols` for fresh values, and calls `resolved` once. Plain values are used in the same
 * turn.
 *
 * @returns unsubscribing aborts the signal of the functions, unless they have answered
 */
export function resolveAddress<In, Out>(
  options: ResolvedOptions<In, Out>,
  attempt: number,
  resolved: (address: Either<ConnectionError, FreshAddress>) => void,
): Subscription {
  const { url, headers, protocols } = options
  const asking = new Subscription()
  if (typeof url !== 'function' && typeof headers !== 'function' && typeof protocols !== 'function') {
    resolved(toAddress(options, [url, headers, protocols]))
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
        resolved(toAddress(options, given))
      },
      error: (cause: unknown) => {
        if (cause instanceof ProtocolsFailed) fail('the protocols function failed', cause.of)
        else fail('the url or headers function failed', cause)
      },
    }),
  )
  return asking
}

/** Tells a failure of the `protocols` function from those of the others. */
class ProtocolsFailed {
  readonly of: unknown

  constructor(cause: unknown) {
    this.of = cause
  }
}

function toAddress<In, Out>(
  { name, port }: ResolvedOptions<In, Out>,
  [url, headers, given]: Given,
): Either<ConnectionError, FreshAddress> {
  const address = normalizeAddress(url, port)
  const protocols = typeof given === 'string' ? [given] : given
  const problem =
    address._tag === 'Left'
      ? address.left.map(({ message }) => message).join('; ')
      : Array.isArray(protocols)
        ? subprotocolProblem(protocols)
        : 'expected a string or an array of strings as subprotocols'
  if (problem !== undefined) return E.left(failure('AddressFailed', name, problem, {}))
  return E.right({ url: (address as { readonly right: string }).right, headers, protocols })
}

/** Asks a function, or takes the value. A string is a value here, although rxjs would take it for many. */
export function resolvePerDial<T>(given: PerDial<T>, context: DialContext): Observable<T> {
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
