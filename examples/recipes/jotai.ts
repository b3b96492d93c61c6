import type { Atom } from 'jotai/vanilla'
import { atomWithObservable } from 'jotai/vanilla/utils'
import { clientStart$, type Connection, type ConnectionState, state, state$ } from 'pulsewire'
import { using } from 'rxjs'

/** The state of a connection, which stays open while the atom is mounted. */
export function connectionAtom<In, Out>(connection: Connection<In, Out>): Atom<ConnectionState> {
  const held$ = using(
    () => clientStart$(connection).subscribe({ error: () => undefined }), // the state shows the error
    () => connection.pipe(state$()),
  )
  return atomWithObservable(() => held$, { initialValue: state.idle })
}
