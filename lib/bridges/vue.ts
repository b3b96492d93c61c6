import type { Either } from 'fp-ts/lib/Either.js'
import {
  getCurrentInstance,
  type MaybeRefOrGetter,
  onMounted,
  onScopeDispose,
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
} from 'vue'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState, Open } from '../model/connection-state.ts'
import { idle } from '../model/state-constructors.ts'
import type { SendOptions } from '../operators/send.ts'
import { sendOneIfGiven } from './shared/send-one.ts'
import { hold, latestStore, onErrors, onMessages, onStarts, stateStore, type Store } from './store.ts'

/** A connection, or a ref or getter of one. While it is `null` or `undefined`, the composable waits. */
export type ConnectionSource<In, Out> = MaybeRefOrGetter<Connection<In, Out> | null | undefined>

/**
 * Holds the connection open while the component is mounted, and returns its state. In an `effectScope` outside of a
 * component: from now until the scope is stopped. On a server it returns the current state and opens nothing; without a
 * connection it returns `Idle`.
 *
 * @example
 * const state = useConnection(chat) // in the template: {{ state._tag }}
 */
export function useConnection<In, Out>(source: ConnectionSource<In, Out>): Readonly<ShallowRef<ConnectionState>> {
  const state = toRef(source, stateStore, idle)
  whileMounted(source, hold)
  return state
}

/** Returns the latest message since the component was mounted. A `watch` skips messages: use `useMessages` to see all of them. */
export function useLatest<In, Out>(source: ConnectionSource<In, Out>): Readonly<ShallowRef<In | undefined>> {
  return toRef(source, latestStore<In, Out>, undefined)
}

/** Calls back for every message while the component is mounted. */
export function useMessages<In, Out>(source: ConnectionSource<In, Out>, callback: (value: In) => void): void {
  whileMounted(source, (connection) => onMessages(connection, callback))
}

/** Calls back for every error while the component is mounted. */
export function useErrors<In, Out>(
  source: ConnectionSource<In, Out>,
  callback: (error: ConnectionError) => void,
): void {
  whileMounted(source, (connection) => onErrors(connection, callback))
}

/**
 * Calls back for every start while the component is mounted, and at once if the connection is open: the peer needs
 * every subscription again then.
 */
export function useStarts<In, Out>(source: ConnectionSource<In, Out>, callback: (open: Open) => void): void {
  whileMounted(source, (connection) => onStarts(connection, callback))
}

/**
 * Returns a function that sends one message. Its promise resolves with the result of `send` and never rejects; without a
 * connection the result is `Left(NotOpen)`.
 *
 * @param options - `volatile: true`: a message is for the socket that is open now or not at all, as "is typing" is
 */
export function useSend<In, Out>(
  source: ConnectionSource<In, Out>,
  options?: Pick<SendOptions, 'volatile'>,
): (value: Out) => Promise<Either<ConnectionError, Out>> {
  return (value) => sendOneIfGiven(toValue(source), value, options)
}

function toRef<In, Out, T>(
  source: ConnectionSource<In, Out>,
  storeOf: (connection: Connection<In, Out>) => Store<T>,
  initial: T,
): Readonly<ShallowRef<T>> {
  const connection = toValue(source)
  const ref = shallowRef(connection == null ? initial : storeOf(connection).getSnapshot()) as ShallowRef<T>
  whileMounted(
    source,
    (current) => {
      const { subscribe, getSnapshot } = storeOf(current)
      const update = (): void => {
        ref.value = getSnapshot()
      }
      const unsubscribe = subscribe(update)
      // It may have changed since the setup.
      update()
      return unsubscribe
    },
    () => {
      ref.value = initial
    },
  )
  return ref
}

/**
 * Runs `begin` for the current connection while the component is mounted, and the function it returned at the end; and
 * `lose` while there is no connection. Only mounting begins: a server runs setups, but neither mounts nor disposes of what they make.
 */
function whileMounted<In, Out>(
  source: ConnectionSource<In, Out>,
  begin: (connection: Connection<In, Out>) => () => void,
  lose?: () => void,
): void {
  let stop: (() => void) | undefined
  let isOver = false
  const start = (): void => {
    if (isOver) return
    let end: (() => void) | undefined
    const follow = (connection: Connection<In, Out> | null | undefined): void => {
      end?.()
      end = connection == null ? undefined : begin(connection)
      if (connection == null) lose?.()
    }
    const unwatch = watch(() => toValue(source), follow, { immediate: true, flush: 'sync' })
    stop = () => {
      unwatch()
      end?.()
    }
  }
  if (getCurrentInstance() === null) start()
  else onMounted(start)
  onScopeDispose(() => {
    isOver = true
    stop?.()
  })
}
