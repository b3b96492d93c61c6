import { type Connection, coreOf } from '../connection/connection.ts'
import { type ConnectionState, isState } from '../model/connection-state.ts'
import { listen } from './shared/listen.ts'

export { hold } from './shared/hold.ts'
export { onMessages } from './shared/on-messages.ts'
export { sendOne as say } from './shared/send-one.ts'

/**
 * What every UI can stand on: something to subscribe to, and a snapshot that stays the same object until it changes.
 * It holds levels only, the state and the latest value; messages are edges, and renderers drop edges.
 */
export interface Store<T> {
  /** Calls the listener after every change, and not before the first. */
  readonly subscribe: (listener: () => void) => () => void
  /** Returns the current value, the same object until it changes. */
  readonly getSnapshot: () => T
}

/** The state of a connection. Observes; holds no lease. */
export function stateStore<In, Out>(connection: Connection<In, Out>): Store<ConnectionState> {
  const core = coreOf(connection)
  return {
    getSnapshot: () => core.published,
    subscribe: (listener) => {
      let told: ConnectionState = core.published
      return listen(connection.channel('lifecycle'), (event) => {
        if (!isState(event) || event === told) return
        told = event
        listener()
      })
    },
  }
}

/** The latest message of a connection that came while somebody was subscribed. Observes; holds no lease. */
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
