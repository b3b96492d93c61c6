import { atom, onMount, type ReadableAtom } from 'nanostores'
import type { Connection, ConnectionState } from 'pulsewire'
import { hold, stateStore } from 'pulsewire/store'

/** The state of a connection, which stays open while the store has listeners. */
export function connectionStore<In, Out>(connection: Connection<In, Out>): ReadableAtom<ConnectionState> {
  const { subscribe, getSnapshot } = stateStore(connection)
  const $state = atom(getSnapshot())
  onMount($state, () => {
    const update = () => $state.set(getSnapshot())
    const unsubscribe = subscribe(update)
    const release = hold(connection)
    update()
    return () => {
      release()
      unsubscribe()
    }
  })
  return $state
}
