import { config, type Observable } from 'rxjs'

/** Everything an Observable told, in order: its values, then how it ended. */
export interface Watched<T> {
  readonly values: T[]
  /** `undefined` while it goes on. */
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

/** The tags of events, with the value of a message and the tag of an error. */
export function told(event: { readonly _tag: string; readonly value?: unknown; readonly error?: unknown }): string {
  if (event._tag === 'Message') return `Message ${String(event.value)}`
  if (event._tag === 'Fault') return `Fault ${(event.error as { readonly _tag: string })._tag}`
  return event._tag
}

/** Keeps what rxjs would throw later because nobody handled it, while `body` runs and a turn more. */
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
