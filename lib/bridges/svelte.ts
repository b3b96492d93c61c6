import { createSubscriber } from 'svelte/reactivity'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { hold, latestStore, stateStore, type Store } from './store.ts'

export { onMessages, say } from './store.ts'

/** Something to read in a rune or a template: it is followed as long as an effect reads it. */
export interface Current<T> {
  /** The current value; reading it in an effect or a template subscribes. */
  readonly current: T
}

/**
 * The state of a connection, which is held open as long as an effect or a template reads it. (Where Svelte's stores
 * are used, no bridge is needed: `chat.pipe(state$())` already is a store.)
 *
 * @example
 * const chatState = connectionState(chat) // in the template: {chatState.current._tag}
 */
export function connectionState<In, Out>(connection: Connection<In, Out>): Current<ConnectionState> {
  return toCurrent(stateStore(connection), () => hold(connection))
}

/** The latest message that came while an effect read it. What must see every message uses `onMessages`. */
export function latestMessage<In, Out>(connection: Connection<In, Out>): Current<In | undefined> {
  return toCurrent(latestStore(connection), () => () => undefined)
}

function toCurrent<T>({ subscribe, getSnapshot }: Store<T>, begin: () => () => void): Current<T> {
  const follow = createSubscriber((update) => {
    const unsubscribe = subscribe(update)
    const end = begin()
    return () => {
      end()
      unsubscribe()
    }
  })
  return {
    get current() {
      follow()
      return getSnapshot()
    },
  }
}
