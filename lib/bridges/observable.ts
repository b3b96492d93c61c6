import { fromEvent, Observable, takeUntil } from 'rxjs'

/** A subscriber of the platform's Observable (WICG): the part used here. */
interface PlatformSubscriber<T> {
  /** Aborted when the last subscriber has left. */
  readonly signal: AbortSignal
  next(value: T): void
  error(error: unknown): void
  complete(): void
}

/** The platform's Observable (WICG): the part used here. */
export interface PlatformObservable<T> {
  /** Subscribes until `signal` aborts. */
  subscribe(
    observer: { next: (value: T) => void; error: (error: unknown) => void; complete: () => void },
    options: { signal: AbortSignal },
  ): void
}

type PlatformConstructor = new <T>(subscribe: (subscriber: PlatformSubscriber<T>) => void) => PlatformObservable<T>

/**
 * Converts a stream to the platform's Observable, which is ref-counted: all its subscribers share one subscription of
 * `source$`, and so one lease.
 *
 * @throws TypeError - if the platform has no Observable
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

/** Converts the platform's Observable to one of rxjs. (`from` does not accept it.) */
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
