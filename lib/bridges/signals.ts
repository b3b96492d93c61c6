import type { Connection } from '../connection/connection.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { hold, latestStore, stateStore, type Store } from './store.ts'

export type { Store }

/** A store for signals, with the lease to hold while a signal of it is watched. */
export interface Followed<T> extends Store<T> {
  /** Called when the signal is first watched. Returns the function to call when it is not watched any more. */
  readonly begin: () => () => void
}

/** Returns the state of a connection, which is held open while a signal of it is watched. */
export function followState<In, Out>(connection: Connection<In, Out>): Followed<ConnectionState> {
  return { ...stateStore(connection), begin: () => hold(connection) }
}

/** Returns the latest message that came while it was watched. Signals skip equal values: use `onMessages` to see all. */
export function followLatest<In, Out>(connection: Connection<In, Out>): Followed<In | undefined> {
  return { ...latestStore(connection), begin: () => () => undefined }
}

/** A preact signal: the part used here. */
export interface ReadPreactSignal<T> {
  /** The current value; reading it in an effect watches the signal. */
  readonly value: T
  /** Returns the value without subscribing to it. */
  peek(): T
  /** Calls `run` now and after every change; returns the function that ends it. */
  subscribe(run: (value: T) => void): () => void
}

/** `signal` of `@preact/signals-core`: the part used here. */
export type PreactSignal<T> = (
  value: T,
  options: { watched: (this: { value: T }) => void; unwatched: () => void },
) => ReadPreactSignal<T>

/**
 * Makes a preact signal. The caller passes `signal`, so that this module does not import a package that may be missing. A
 * signal that is not watched keeps its last value.
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

/** The `Signal` of the TC39 proposal (the package `signal-polyfill`): the part used here. */
export interface Tc39Signal {
  /** The class of writable signals. */
  readonly State: new <T>(value: T, options: object) => { get(): T; set(value: T): void }
  /** The symbols of the callbacks for watching. */
  readonly subtle: { readonly watched: symbol; readonly unwatched: symbol }
}

/** Makes a TC39 signal. A signal that is not watched keeps its last value. */
export function toTc39Signal<T>(Signal: Tc39Signal, followed: Followed<T>): { get(): T } {
  let end: (() => void) | undefined
  const state = new Signal.State<T>(followed.getSnapshot(), {
    [Signal.subtle.watched]: () => {
      end = follow(followed, (value) => {
        state.set(value)
      })
      // `watched` runs in the middle of a computation, which would not notice a change.
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
