import type { Either } from 'fp-ts/lib/Either.js'
import { getCurrentInstance, onMounted, onScopeDispose, type ShallowRef, shallowRef } from 'vue'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { hold, latestStore, onMessages, sendOne, stateStore, type Store } from './store.ts'

/**
 * Holds the connection open while the component is mounted, and gives its state. In an `effectScope` outside of a
 * component: from now until the scope is stopped. On a server it gives the present state and opens nothing.
 *
 * @example
 * const state = useConnection(chat) // in the template: {{ state._tag }}
 */
export function useConnection<In, Out>(connection: Connection<In, Out>): Readonly<ShallowRef<ConnectionState>> {
  const state = toRef(stateStore(connection))
  whileMounted(() => hold(connection))
  return state
}

/** The latest message since it was mounted. A `watch` skips messages: what must see all of them uses `useMessages`. */
export function useLatest<In, Out>(connection: Connection<In, Out>): Readonly<ShallowRef<In | undefined>> {
  return toRef(latestStore(connection))
}

/** Calls back for every message while the component is mounted. */
export function useMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): void {
  whileMounted(() => onMessages(connection, callback))
}

/** A function that sends one message and answers as `send` does. */
export function useSend<In, Out>(
  connection: Connection<In, Out>,
): (value: Out) => Promise<Either<ConnectionError, Out>> {
  return (value) => sendOne(connection, value)
}

function toRef<T>({ subscribe, getSnapshot }: Store<T>): Readonly<ShallowRef<T>> {
  const ref = shallowRef(getSnapshot()) as ShallowRef<T>
  whileMounted(() => {
    const update = (): void => {
      ref.value = getSnapshot()
    }
    const unsubscribe = subscribe(update)
    // It may have changed since the setup.
    update()
    return unsubscribe
  })
  return ref
}

/** A server runs setups and neither mounts what they make nor disposes of it: nothing may begin there. */
function whileMounted(begin: () => () => void): void {
  let end: (() => void) | undefined
  let isOver = false
  const start = (): void => {
    if (!isOver) end = begin()
  }
  if (getCurrentInstance() === null) start()
  else onMounted(start)
  onScopeDispose(() => {
    isOver = true
    end?.()
  })
}
