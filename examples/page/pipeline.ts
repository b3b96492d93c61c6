import { clientRestart$, clientStart$, clientStop$, type Connection, type ConnectionOptions, send } from 'pulsewire'
import { catchError, EMPTY, ignoreElements, merge, mergeMap, type Observable, switchMap } from 'rxjs'

/** A message as it is sent: text or bytes. */
export type Data = string | Uint8Array

/** The actions that the user of the page requests, click by click. */
export interface Wishes {
  readonly start$: Observable<unknown>
  readonly restart$: Observable<unknown>
  readonly stop$: Observable<unknown>
  readonly message$: Observable<Data>
}

/** Times short enough to watch. Scripts in a browser cannot ping, so the heartbeat is a message that the server answers. */
export const patience: Omit<ConnectionOptions<Data, Data>, 'url' | 'codec'> = {
  heartbeat: { interval: 1_500, timeout: 1_000, message: 'ping', isReply: (data) => data === 'pong' },
  retry: { initialDelay: 1_000, maxDelay: 8_000, stableAfter: 3_000 },
  connectTimeout: 3_000,
  closeTimeout: 1_500,
}

/** Executes the requested actions. The panel subscribes to the same connection, and draws their effects. */
export function act(live: Connection<Data, Data>, { start$, restart$, stop$, message$ }: Wishes): Observable<never> {
  return merge(
    quietly(message$.pipe(send(live))), // one result for each message, in order
    start$.pipe(switchMap(() => quietly(clientStart$(live)))), // the new lease begins before the old one ends: one socket
    restart$.pipe(mergeMap(() => quietly(clientRestart$(live)))),
    stop$.pipe(mergeMap(() => quietly(clientStop$(live)))),
  )
}

/** Drops the events and the error of an action: the panel shows them. */
function quietly(action$: Observable<unknown>): Observable<never> {
  return action$.pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  )
}
