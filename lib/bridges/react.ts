import type { Either } from 'fp-ts/lib/Either.js'
import { useCallback, useEffect, useInsertionEffect, useMemo, useRef, useSyncExternalStore } from 'react'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionError } from '../machine/connection-error.ts'
import type { ConnectionState } from '../machine/connection-state.ts'
import { hold } from './shared/hold.ts'
import { say } from './shared/say.ts'
import { latestStore, listen, stateStore } from './shared/store.ts'

/**
 * Holds the connection open while the component is mounted, and renders its state. StrictMode and remounts keep the
 * socket; on a server it renders the present state and opens nothing.
 *
 * @example
 * const state = useConnection(chat)
 * return <p>{state._tag === 'Open' ? 'connected' : state._tag}</p>
 */
export function useConnection<In, Out>(connection: Connection<In, Out>): ConnectionState {
  const { subscribe, getSnapshot } = useMemo(() => stateStore(connection), [connection])
  useEffect(() => hold(connection), [connection])
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot)
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
      listen(connection.lane('values'), (value) => {
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

const nothing = (): undefined => undefined
