import { DestroyRef, inject, type Signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { type Connection, type ConnectionState, state$ } from 'pulsewire'
import { hold, onMessages } from 'pulsewire/store'

/** The state of a connection, which stays open until the injecting component or service is destroyed. */
export function injectConnection<In, Out>(connection: Connection<In, Out>): Signal<ConnectionState> {
  inject(DestroyRef).onDestroy(hold(connection))
  return toSignal(connection.pipe(state$()), { requireSync: true })
}

/** Calls `callback` for every message until the injecting component or service is destroyed. */
export function injectMessages<In, Out>(connection: Connection<In, Out>, callback: (value: In) => void): void {
  inject(DestroyRef).onDestroy(onMessages(connection, callback))
}
