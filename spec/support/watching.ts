import { config, type Observable } from 'rxjs'

/** Everything that an Observable emitted, in order: its values, then its end. */
export interface Watched<T> {
  readonly values: T[]
  /** `undefined` until it completes or errors. */
  end: { readonly _tag: 'Completed' } | { readonly _tag: 'Errored'; readonly error: unknown } | undefined
  readonly stop: () => void
}

export function watch<T>(source$: Observable<T>): Watched<T> {
  const watched: Watched<T> = {
    values: [],
    end: undefined,
    stop: () => {
      subscription.unsubscribe()
    },
  }
  const subscription = source$.subscribe({
    next: (value) => {
      watched.values.push(value)
    },
    error: (error: unknown) => {
      watched.end = { _tag: 'Errored', error }
    },
    complete: () => {
      watched.end = { _tag: 'Completed' }
    },
  })
  return watched
}

/** The tag of an event, with the value of a message or the tag of an error. */
export function told(event: { readonly _tag: string; readonly value?: unknown; readonly error?: unknown }): string {
  if (event._tag === 'Message') return `Message ${String(event.value)}`
  if (event._tag === 'Fault') return `Fault ${(event.error as { readonly _tag: string })._tag}`
  return event._tag
}

/** Returns the errors that rxjs reports as unhandled while `body` runs and for 5 ms after it. */
export async function unhandledOf(body: () => void): Promise<ReadonlyArray<unknown>> {
  const { onUnhandledError } = config
  const unhandled: unknown[] = []
  config.onUnhandledError = (error) => {
    unhandled.push(error)
  }
  try {
    body()
    await new Promise((resolve) => setTimeout(resolve, 5))
  } finally {
    config.onUnhandledError = onUnhandledError
  }
  return unhandled
}
