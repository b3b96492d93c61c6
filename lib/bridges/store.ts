import { type Connection, coreOf } from '../connection/connection.ts'
import { type ConnectionState, isState } from '../model/connection-state.ts'
import { listen } from './shared/listen.ts'

export { hold } from './shared/hold.ts'
export { onErrors, onMessages, onStarts } from './shared/on-events.ts'
export { sendOne } from './shared/send-one.ts'

/**
 * The base of every UI bridge: a subscription, and a snapshot that stays the same object until it changes. Stores hold
 * levels only, the state and the latest value. Messages are events, and renderers skip events.
 */
export interface Store<T> {
  /** Calls the listener after every change, and not before the first. Returns the function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void
  /** Returns the current value, the same object until it changes. */
  readonly getSnapshot: () => T
}

/** Returns the state of a connection as a store. Holds no lease. */
export function stateStore<In, Out>(connection: Connection<In, Out>): Store<ConnectionState> {
  const core = coreOf(connection)
  return {
    getSnapshot: () => core.published,
    subscribe: (listener) => {
      let last: ConnectionState = core.published
      return listen(connection.channel('lifecycle'), (event) => {
        if (!isState(event) || event === last) return
        last = event
        listener()
      })
    },
  }
}

/** Returns the latest message of a connection as a store: of those that came while it had a subscriber. Holds no lease. */
export function latestStore<In, Out>(connection: Connection<In, Out>): Store<In | undefined> {
  let latest: In | undefined
  return {
    getSnapshot: () => latest,
    subscribe: (listener) =>
      listen(connection.channel('values'), (value) => {
        latest = value
        listener()
      }),
  }
}
