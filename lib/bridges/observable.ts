import { fromEvent, Observable, takeUntil } from 'rxjs'

/** A subscriber of the platform's Observable (WICG), as far as it is used here. */
interface PlatformSubscriber<T> {
  /** Aborted once nobody is left. */
  readonly signal: AbortSignal
  next(value: T): void
  error(error: unknown): void
  complete(): void
}

/** The platform's Observable (WICG), as far as it is used here. */
export interface PlatformObservable<T> {
  /** Subscribes until `signal` aborts. */
  subscribe(
    observer: { next: (value: T) => void; error: (error: unknown) => void; complete: () => void },
    options: { signal: AbortSignal },
  ): void
}

type PlatformConstructor = new <T>(subscribe: (subscriber: PlatformSubscriber<T>) => void) => PlatformObservable<T>

/**
 * A stream as the platform's Observable. That one is ref-counted: all its subscribers share one subscription of
 * `source$`, so of a lease they share one lease.
 *
 * @throws `TypeError` where the platform has no Observable
 */
export function toPlatformObservable<T>(source$: Observable<T>): PlatformObservable<T> {
  const Platform = (globalThis as { Observable?: PlatformConstructor }).Observable
  if (Platform === undefined) throw new TypeError('This platform has no Observable')
  return new Platform((subscriber) => {
    source$.pipe(takeUntil(fromEvent(subscriber.signal, 'abort'))).subscribe({
      next: (value) => {
        subscriber.next(value)
      },
      error: (error: unknown) => {
        subscriber.error(error)
      },
      complete: () => {
        subscriber.complete()
      },
    })
  })
}

/** A platform's Observable as a stream of ours. (`rxjs.from` does not know it.) */
export function fromPlatformObservable<T>(platform: PlatformObservable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController()
    // Before the source, which may emit in the same turn.
    subscriber.add(() => {
      controller.abort()
    })
    platform.subscribe(
      {
        next: (value) => {
          subscriber.next(value)
        },
        error: (error) => {
          subscriber.error(error)
        },
        complete: () => {
          subscriber.complete()
        },
      },
      { signal: controller.signal },
    )
  })
}
