import type { Connection, ConnectionState } from 'pulsewire'
import { hold, onMessages, stateStore } from 'pulsewire/store'
import { type Accessor, from, onCleanup, onMount } from 'solid-js'

/** The state of a connection, which stays open while the component is mounted. */
export function createConnection<In, Out>(connection: Connection<In, Out>): Accessor<ConnectionState> {
  const { subscribe, getSnapshot } = stateStore(connection)
  onMount(() => onCleanup(hold(connection)))
  return from<ConnectionState>((set) => subscribe(() => set(getSnapshot)), getSnapshot())
}

/** Calls `callback` for every message while the component is mounted. */
export function createMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): void {
  onMount(() => onCleanup(onMessages(connection, callback)))
}
