import { createAtom } from 'mobx'
import type { Connection, ConnectionState } from 'pulsewire'
import { hold, stateStore } from 'pulsewire/store'

/** The state of a connection, which stays open while a reaction observes it. */
export function observableConnection<In, Out>(connection: Connection<In, Out>): { readonly current: ConnectionState } {
  const { subscribe, getSnapshot } = stateStore(connection)
  let leave = (): void => undefined
  const atom = createAtom(
    connection.name,
    () => {
      const release = hold(connection)
      const unsubscribe = subscribe(() => atom.reportChanged())
      leave = () => {
        release()
        unsubscribe()
      }
    },
    () => leave(),
  )
  return {
    get current() {
      atom.reportObserved()
      return getSnapshot()
    },
  }
}
