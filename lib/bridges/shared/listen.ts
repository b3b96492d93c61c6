import type { Observable } from 'rxjs'

/** Calls back for every value of an Observable that never errors, until the answer is called. */
export function listen<T>(source$: Observable<T>, next: (value: T) => void): () => void {
  // A connection's own channels never error: only leases do.
  const subscription = source$.subscribe({ next, error: () => undefined })
  return () => {
    subscription.unsubscribe()
  }
}
