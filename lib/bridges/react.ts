import type { Either } from 'fp-ts/lib/Either.js'
import { useCallback, useEffect, useInsertionEffect, useMemo, useRef, useSyncExternalStore } from 'react'

import { warnAboutRenders } from '#checks'

import type { Connection } from '../connection/connection.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState, Open } from '../model/connection-state.ts'
import { idle } from '../model/state-constructors.ts'
import type { SendOptions } from '../operators/send.ts'
import { sendOneIfGiven } from './shared/send-one.ts'
import { hold, latestStore, onErrors, onMessages, onStarts, stateStore, type Store } from './store.ts'

/** A connection, or nothing as long as there is none: the hook then waits. */
export type MaybeConnection<In, Out> = Connection<In, Out> | null | undefined

/**
 * Holds the connection open while the component is mounted, and renders its state. StrictMode and remounts keep the
 * socket. On a server, during hydration and without a connection it renders `Idle` and opens nothing.
 *
 * Define a connection once, outside of the component or with `useState(() => defineConnection(...))`: a connection that is
 * defined in each render is a new socket in each render.
 *
 * @example
 * function Status() {
 *   const state = useConnection(chat)
 *   return <p>{state._tag === 'Open' ? 'connected' : state._tag}</p>
 * }
 */
export function useConnection<In, Out>(connection: MaybeConnection<In, Out>): ConnectionState {
  const { subscribe, getSnapshot } = useMemo(
    () => (connection == null ? idleStore : stateStore(connection)),
    [connection],
  )
  useEffect(() => (connection == null ? undefined : hold(connection)), [connection])
  useWarningAboutRenders(connection)
  return useSyncExternalStore(subscribe, getSnapshot, getIdle)
}

/**
 * Returns the latest message since the component was mounted; `undefined` before the first. A renderer skips messages when
 * many come at once: use `useMessages` to see all of them.
 */
export function useLatest<In, Out>(connection: MaybeConnection<In, Out>): In | undefined {
  const { subscribe, getSnapshot } = useMemo(
    (): Store<In | undefined> => (connection == null ? emptyStore : latestStore(connection)),
    [connection],
  )
  return useSyncExternalStore(subscribe, getSnapshot, getUndefined)
}

/** Calls back for every message while the component is mounted, outside of rendering. The callback of the last render counts. */
export function useMessages<In, Out>(connection: MaybeConnection<In, Out>, callback: (value: In) => void): void {
  useEvents(connection, onMessages, callback)
}

/** Calls back for every error while the component is mounted, outside of rendering. The callback of the last render counts. */
export function useErrors<In, Out>(
  connection: MaybeConnection<In, Out>,
  callback: (error: ConnectionError) => void,
): void {
  useEvents(connection, onErrors, callback)
}

/**
 * Calls back for every start while the component is mounted, and at once if the connection is open: the peer needs
 * every subscription again then. The callback of the last render counts.
 */
export function useStarts<In, Out>(connection: MaybeConnection<In, Out>, callback: (open: Open) => void): void {
  useEvents(connection, onStarts, callback)
}

/**
 * Returns a function that sends one message. Its promise resolves with the result of `send` and never rejects; without a
 * connection the result is `Left(NotOpen)`. The function is the same for the same connection and options.
 *
 * @param options - `volatile: true`: a message is for the socket that is open now or not at all, as "is typing" is
 */
export function useSend<In, Out>(
  connection: MaybeConnection<In, Out>,
  { volatile }: Pick<SendOptions, 'volatile'> = {},
): (value: Out) => Promise<Either<ConnectionError, Out>> {
  return useCallback((value: Out) => sendOneIfGiven(connection, value, { volatile }), [connection, volatile])
}

function useEvents<In, Out, T>(
  connection: MaybeConnection<In, Out>,
  on: (connection: Connection<In, Out>, callback: (value: T) => void) => () => void,
  callback: (value: T) => void,
): void {
  const latest = useRef(callback)
  useInsertionEffect(() => {
    latest.current = callback
  })
  useEffect(() => {
    if (connection == null) return undefined
    return on(connection, (value) => {
      latest.current(value)
    })
  }, [connection, on])
}

/** The number of renders in a row, each with another connection, after which the developer is warned. */
const maxNewConnections = 3

/** Warns about a connection that is defined in each render: React gives up only after some fifty sockets. */
function useWarningAboutRenders(connection: unknown): void {
  const seen = useRef({ connection, changes: 0 })
  useEffect(() => {
    const changes = seen.current.connection === connection ? 0 : seen.current.changes + 1
    seen.current = { connection, changes }
    if (changes >= maxNewConnections) warnAboutRenders()
  })
}

/** The state in which a server renders every connection: the page has to render the same while it hydrates. */
const getIdle = (): ConnectionState => idle
const getUndefined = (): undefined => undefined
const subscribeToNothing = () => getUndefined
const idleStore: Store<ConnectionState> = { subscribe: subscribeToNothing, getSnapshot: getIdle }
const emptyStore: Store<undefined> = { subscribe: subscribeToNothing, getSnapshot: getUndefined }
