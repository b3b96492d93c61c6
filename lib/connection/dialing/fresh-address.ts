import { defer, isObservable, type Observable, type ObservableInput, of, take, throwIfEmpty } from 'rxjs'

import type { DialContext, PerDial } from '../options.ts'

/** Asks a function, or takes the value; a string is a value here, though rxjs would take it for many. */
export function resolvePerDial<T>(asked: PerDial<T>, context: DialContext): Observable<T> {
  if (typeof asked !== 'function') return of(asked)
  const answer$ = defer(() => {
    const answer = (asked as (context: DialContext) => T | ObservableInput<T>)(context)
    return isInput(answer) ? answer : [answer]
  })
  return answer$.pipe(
    take(1),
    throwIfEmpty(() => new Error('it gave nothing')),
  )
}

/** Whether it is an error of the platform's URL parser, which carries the url: that may hold a password or a token. */
export function mayQuoteUrl(cause: unknown): boolean {
  return cause instanceof TypeError && ('input' in cause || /\bURL\b/.test(cause.message))
}

function isInput<T>(answer: T | ObservableInput<T>): answer is ObservableInput<T> {
  return (
    isObservable(answer) ||
    (typeof answer === 'object' && answer !== null && ('then' in answer || Symbol.asyncIterator in answer))
  )
}
