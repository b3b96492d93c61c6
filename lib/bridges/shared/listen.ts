import type { Observable } from 'rxjs'

/** Calls back for every value of an Observable that never errors, until the returned function is called. */
export function listen<T>(source$: Observable<T>, next: (value: T) => void): () => void {
  // A connection never errors: only leases do.
  const subscription = source$.subscribe({ next, error: () => undefined })
  return () => {
    subscription.unsubscribe()
  }
}
