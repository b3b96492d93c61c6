import type { Connection } from '../connection/connection.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { hold, latestStore, stateStore, type Store } from './store.ts'

export type { Store }

/** Something to follow with signals: what is held open is held only while a signal of it is watched. */
export interface Followed<T> extends Store<T> {
  /** Called when a signal is first watched; returns the function that ends it. */
  readonly begin: () => () => void
}

/** The state of a connection, which is held open while it is watched. */
export function followState<In, Out>(connection: Connection<In, Out>): Followed<ConnectionState> {
  return { ...stateStore(connection), begin: () => hold(connection) }
}

/** The latest message that came while it was watched. Signals drop equal values: never use them to see every message. */
export function followLatest<In, Out>(connection: Connection<In, Out>): Followed<In | undefined> {
  return { ...latestStore(connection), begin: () => () => undefined }
}

/** A preact signal to read. */
export interface ReadPreactSignal<T> {
  /** The current value; reading it in an effect watches the signal. */
  readonly value: T
  /** The current value, without watching. */
  peek(): T
  /** Calls `run` now and after every change; returns the function that ends it. */
  subscribe(run: (value: T) => void): () => void
}

/** `signal` of `@preact/signals-core`, as far as it is used here. */
export type PreactSignal<T> = (
  value: T,
  options: { watched: (this: { value: T }) => void; unwatched: () => void },
) => ReadPreactSignal<T>

/**
 * A preact signal that follows. It is given `signal`, so that nothing is imported that is not there. While nobody
 * watches, it keeps the value it had.
 *
 * @example
 * const state = toPreactSignal(signal, followState(chat))
 */
export function toPreactSignal<T>(signal: PreactSignal<NoInfer<T>>, followed: Followed<T>): ReadPreactSignal<T> {
  let end: (() => void) | undefined
  return signal(followed.getSnapshot(), {
    watched() {
      end = follow(followed, (value) => {
        this.value = value
      })
      this.value = followed.getSnapshot()
    },
    unwatched: () => end?.(),
  })
}

/** The `Signal` of the TC39 proposal (the package `signal-polyfill`), as far as it is used here. */
export interface Tc39Signal {
  /** The class of writable signals. */
  readonly State: new <T>(value: T, options: object) => { get(): T; set(value: T): void }
  /** The symbols of the callbacks for watching. */
  readonly subtle: { readonly watched: symbol; readonly unwatched: symbol }
}

/** A TC39 signal that follows. While nobody watches, it keeps the value it had. */
export function toTc39Signal<T>(Signal: Tc39Signal, followed: Followed<T>): { get(): T } {
  let end: (() => void) | undefined
  const state = new Signal.State<T>(followed.getSnapshot(), {
    [Signal.subtle.watched]: () => {
      end = follow(followed, (value) => {
        state.set(value)
      })
      // It is watched in the middle of a computation, which would not notice a change.
      queueMicrotask(() => {
        state.set(followed.getSnapshot())
      })
    },
    [Signal.subtle.unwatched]: () => end?.(),
  })
  return state
}

function follow<T>({ subscribe, getSnapshot, begin }: Followed<T>, set: (value: T) => void): () => void {
  const end = begin()
  const unsubscribe = subscribe(() => {
    set(getSnapshot())
  })
  return () => {
    end()
    unsubscribe()
  }
}
