import type { Either } from 'fp-ts/lib/Either.js'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionError } from '../machine/connection-error.ts'
import type { ConnectionState } from '../machine/connection-state.ts'
import { hold } from './shared/hold.ts'
import { say } from './shared/say.ts'
import { latestStore, listen, stateStore, type Store } from './shared/store.ts'

/** Holds the connection open as long as the scope lives, and gives its state. */
export function useConnection<In, Out>(connection: Connection<In, Out>): Readonly<ShallowRef<ConnectionState>> {
  const state = toRef(stateStore(connection))
  onScopeDispose(hold(connection))
  return state
}

/** The latest message since the scope began. A `watch` skips messages: what must see all of them uses `useMessages`. */
export function useLatest<In, Out>(connection: Connection<In, Out>): Readonly<ShallowRef<In | undefined>> {
  return toRef(latestStore(connection))
}

/** Calls back for every message as long as the scope lives. */
export function useMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): void {
  onScopeDispose(listen(connection.lane('values'), callback))
}

/** A function that sends one message and answers as `send` does. */
export function useSend<In, Out>(
  connection: Connection<In, Out>,
): (value: Out) => Promise<Either<ConnectionError, Out>> {
  return (value) => say(connection, value)
}

function toRef<T>({ subscribe, getSnapshot }: Store<T>): Readonly<ShallowRef<T>> {
  const ref = shallowRef(getSnapshot()) as ShallowRef<T>
  onScopeDispose(
    subscribe(() => {
      ref.value = getSnapshot()
    }),
  )
  return ref
}
