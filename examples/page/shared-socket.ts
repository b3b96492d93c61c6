/** The SharedWorker of the page with `?tabs`: one socket for all tabs, each of which gets its messages and its states. */
import { clientStart$, type Connection, defineConnection, error$, raw, receive$, send, state$ } from 'pulsewire'
import { acceptPorts$ } from 'pulsewire/port'
import { catchError, EMPTY, ignoreElements, last, map, merge, mergeMap, type Observable, takeUntil } from 'rxjs'

import { type Data, patience } from './pipeline.ts'

const socket = defineConnection<Data, Data>({ name: 'socket', url: location.origin, codec: raw, ...patience })

/** Serves a tab for as long as its lease lasts. The tabs stay open when the socket drops, so they get its states as text. */
function serve(tab: Connection<Data, Data>): Observable<unknown> {
  return merge(
    clientStart$(socket).pipe(ignoreElements()),
    tab.pipe(receive$(), send(socket)),
    socket.pipe(receive$(), send(tab)),
    socket.pipe(
      state$(),
      map(({ _tag }) => `the shared socket: ${_tag}`),
      send(tab),
    ),
  ).pipe(
    catchError(() => EMPTY), // it has given up: the tabs are closed
    takeUntil(clientStart$(tab).pipe(error$(), last(null, null))),
  )
}

acceptPorts$<Data, Data>(self, { codec: raw }).pipe(mergeMap(serve)).subscribe({ error: console.error })
