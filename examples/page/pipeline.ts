import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type Connection,
  type ConnectionOptions,
  error$,
  latency$,
  receive$,
  send,
  state$,
} from 'pulsewire'
import { catchError, EMPTY, ignoreElements, map, merge, mergeMap, type Observable, switchMap } from 'rxjs'

import { answered, beat, failed, type Mark, received, stood } from './mark.ts'

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

/** Executes the requested actions, and emits every event as a mark on a lane of a marble diagram. */
export function marbles(live: Connection<Data, Data>, { start$, restart$, stop$, message$ }: Wishes): Observable<Mark> {
  return merge(
    live.pipe(state$(), map(stood)),
    live.pipe(receive$(), map(received)),
    live.pipe(error$(), map(failed)),
    latency$(live).pipe(map(beat)),

    message$.pipe(send(live), map(answered)), // one result for each message, in order
    start$.pipe(switchMap(() => quietly(clientStart$(live)))), // the new lease begins before the old one ends: one socket
    restart$.pipe(mergeMap(() => quietly(clientRestart$(live)))),
    stop$.pipe(mergeMap(() => quietly(clientStop$(live)))),
  )
}

/** Drops the events and the error of an action: the lanes already show them. */
function quietly(action$: Observable<unknown>): Observable<never> {
  return action$.pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  )
}
