/** A worker thread that answers in capitals. */
import { parentPort } from 'node:worker_threads'

import { clientStart$, receive$, send } from 'pulsewire'
import { acceptPorts$ } from 'pulsewire/port'
import { catchError, EMPTY, map, mergeMap } from 'rxjs'

if (parentPort !== null) {
  acceptPorts$(parentPort)
    .pipe(
      mergeMap((tab) =>
        clientStart$(tab).pipe(
          receive$(),
          map((text) => text.toUpperCase()),
          send(tab),
          catchError(() => EMPTY),
        ),
      ),
    )
    .subscribe({ error: (error: unknown) => { throw error } }) // prettier-ignore
}
