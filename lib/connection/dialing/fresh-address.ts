import {
  defer,
  forkJoin,
  isObservable,
  Observable,
  type ObservableInput,
  of,
  Subscription,
  take,
  tap,
  throwIfEmpty,
} from 'rxjs'

import type { DialContext, Headers, PerDial } from '../options.ts'
import type { ResolvedOptions } from '../resolve-options.ts'

/** The values of one dial that functions of the options may give. */
export type FreshValues = readonly [url: string | URL, headers: Headers, protocols: string | ReadonlyArray<string>]

type FreshOptions = Pick<ResolvedOptions<never, never>, 'url' | 'headers' | 'protocols'>

/** The values if none of them is a function, else `undefined`. */
export function plainValues({ url, headers, protocols }: FreshOptions): FreshValues | undefined {
  if (typeof url === 'function' || typeof headers === 'function' || typeof protocols === 'function') return undefined
  return [url, headers, protocols]
}

/** Calls the functions and emits all values once. Aborts their signal if it is unsubscribed, or fails, before that. */
export function resolveFresh({ url, headers, protocols }: FreshOptions, attempt: number): Observable<FreshValues> {
  return new Observable((subscriber) => {
    const abort = new AbortController()
    const context = { attempt, signal: abort.signal }
    const onAbandon = new Subscription(() => {
      abort.abort()
    })
    subscriber.add(onAbandon)
    forkJoin([resolvePerDial(url, context), resolvePerDial(headers, context), resolvePerDial(protocols, context)])
      .pipe(
        tap(() => {
          subscriber.remove(onAbandon)
        }),
      )
      .subscribe(subscriber)
  })
}

/** Calls the function, or emits the value. A string is a value here, although rxjs would iterate over it. */
function resolvePerDial<T>(asked: PerDial<T>, context: DialContext): Observable<T> {
  if (typeof asked !== 'function') return of(asked)
  const answer$ = defer(() => {
    const answer = (asked as (context: DialContext) => T | ObservableInput<T>)(context)
    return isInput(answer) ? answer : [answer]
  })
  return answer$.pipe(
    take(1),
    throwIfEmpty(() => new Error('the function completed without a value')),
  )
}

/** Whether an error is of the platform's URL parser: it quotes the url, which may hold a password or a token. */
export function mayQuoteUrl(cause: unknown): boolean {
  return cause instanceof TypeError && ('input' in cause || /\bURL\b/.test(cause.message))
}

function isInput<T>(answer: T | ObservableInput<T>): answer is ObservableInput<T> {
  return (
    isObservable(answer) ||
    (typeof answer === 'object' && answer !== null && ('then' in answer || Symbol.asyncIterator in answer))
  )
}
