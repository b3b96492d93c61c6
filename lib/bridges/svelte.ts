import { createSubscriber } from 'svelte/reactivity'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { hold, latestStore, stateStore, type Store } from './store.ts'

export { onErrors, onMessages, onStarts, sendOne } from './store.ts'

/** A reactive value for runes and templates: it is subscribed as long as an effect reads it. */
export interface Current<T> {
  /** The current value; reading it in an effect or a template subscribes. */
  readonly current: T
}

/**
 * Returns the state of a connection, which is held open as long as an effect or a template reads it. (Svelte's stores need no
 * bridge: `chat.pipe(state$())` is one.)
 *
 * @example
 * const chatState = connectionState(chat) // in the template: {chatState.current._tag}
 */
export function connectionState<In, Out>(connection: Connection<In, Out>): Current<ConnectionState> {
  return toCurrent(stateStore(connection), () => hold(connection))
}

/** Returns the latest message that came while an effect read it. Use `onMessages` to see all messages. */
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
