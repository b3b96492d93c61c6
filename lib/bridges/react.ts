import type { Either } from 'fp-ts/lib/Either.js'
import { useCallback, useEffect, useInsertionEffect, useMemo, useRef, useSyncExternalStore } from 'react'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { idle } from '../model/state-constructors.ts'
import { hold, latestStore, onMessages, say, stateStore } from './store.ts'

/**
 * Holds the connection open while the component is mounted, and renders its state. StrictMode and remounts keep the
 * socket; on a server, and while hydrating what a server rendered, it renders `Idle` and opens nothing.
 *
 * @example
 * function Status() {
 *   const state = useConnection(chat)
 *   return <p>{state._tag === 'Open' ? 'connected' : state._tag}</p>
 * }
 */
export function useConnection<In, Out>(connection: Connection<In, Out>): ConnectionState {
  const { subscribe, getSnapshot } = useMemo(() => stateStore(connection), [connection])
  useEffect(() => hold(connection), [connection])
  return useSyncExternalStore(subscribe, getSnapshot, resting)
}

/**
 * The latest message since the component was mounted; `undefined` before the first. A renderer skips messages when
 * many come at once: what must see all of them uses `useMessages`.
 */
export function useLatest<In, Out>(connection: Connection<In, Out>): In | undefined {
  const { subscribe, getSnapshot } = useMemo(() => latestStore(connection), [connection])
  return useSyncExternalStore(subscribe, getSnapshot, nothing)
}

/** Calls back for every message while the component is mounted, outside of rendering. The last callback given counts. */
export function useMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): void {
  const latest = useRef(callback)
  useInsertionEffect(() => {
    latest.current = callback
  })
  useEffect(
    () =>
      onMessages(connection, (value) => {
        latest.current(value)
      }),
    [connection],
  )
}

/** A function that sends one message and answers as `send` does; the same function for the same connection. */
export function useSend<In, Out>(
  connection: Connection<In, Out>,
): (value: Out) => Promise<Either<ConnectionError, Out>> {
  return useCallback((value: Out) => say(connection, value), [connection])
}

/** What a server says of every connection: both sides have to render the same. */
const resting = (): ConnectionState => idle

const nothing = (): undefined => undefined
