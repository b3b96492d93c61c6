import type { Connection, ConnectionState } from 'pulsewire'
import { hold, onMessages, stateStore } from 'pulsewire/store'
import { type Accessor, from, onCleanup, onMount } from 'solid-js'

/** The state of a connection, which is held open while the component lives. */
export function createConnection<In, Out>(connection: Connection<In, Out>): Accessor<ConnectionState> {
  const { subscribe, getSnapshot } = stateStore(connection)
  onMount(() => onCleanup(hold(connection)))
  return from<ConnectionState>((set) => subscribe(() => set(getSnapshot)), getSnapshot())
}

/** Calls back for every message while the component lives. */
export function createMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): void {
  onMount(() => onCleanup(onMessages(connection, callback)))
}
