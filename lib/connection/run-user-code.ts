import { Observable, type Subscriber } from 'rxjs'

import { discardPromise } from '../model/mistakes/discard-promise.ts'

/**
 * Runs code that may call a user's callback, such as a teardown. An error it throws is reported as rxjs reports an error
 * that nobody handles, and goes no further: a turn always runs to its end (guarantee 10).
 */
export function runUserCode(act: () => void): void {
  try {
    act()
  } catch (error) {
    report(error)
  }
}

/** Calls a user's callback whose answer means nothing: that of an `async` one may reject unnoticed. */
export function callUser(callback: () => unknown): void {
  runUserCode(() => {
    discardPromise(callback())
  })
}

/**
 * Emits a value to one subscriber. rxjs catches what a `next` throws, but not what a teardown throws that runs because an
 * operator behind the subscriber has failed. Not `runUserCode`: that would allocate a closure for each message.
 */
export function emitTo<T>(subscriber: Subscriber<T>, value: T): void {
  try {
    subscriber.next(value)
  } catch (error) {
    report(error)
  }
}

function report(error: unknown): void {
  new Observable((subscriber) => {
    subscriber.error(error)
  }).subscribe()
}
