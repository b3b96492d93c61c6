import { type Observable, type Observer, Subscriber, type Subscription } from 'rxjs'

/**
 * Subscribes an observer, which must not throw. Its owner has the subscription before the source emits, so a synchronous
 * source ends when the owner does. The operators of rxjs work in the same way; this takes a fraction of their bytes.
 */
export function listen<T>(source$: Observable<T>, owner: Subscription, observer: Observer<T>): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- internal for applications; the base of all operators
  const listener = new Subscriber<T>(observer)
  owner.add(listener)
  source$.subscribe(listener)
}

/** Subscribes an observer to a source whose end is, unless the observer handles it, that of the subscriber. */
export function relay<T>(
  source$: Observable<T>,
  subscriber: Subscriber<never>,
  observer: Pick<Observer<T>, 'next'> & Partial<Observer<T>>,
): void {
  listen(source$, subscriber, {
    error: (error) => {
      subscriber.error(error)
    },
    complete: () => {
      subscriber.complete()
    },
    ...observer,
  })
}
