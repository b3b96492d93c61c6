import {
  clientStart$,
  clientStop$,
  type Codec,
  type Connection,
  type ConnectionOptions,
  defineConnection,
  send,
  start$,
} from 'pulsewire'
import { catchError, concatMap, EMPTY, from, map, type Observable, of, using } from 'rxjs'

import type { PeerScript } from '../../support/peers/peer-script.ts'
import { closes, opens } from '../../transport/harness.ts'
import { showEvent } from './record.ts'

/** A connection to a scripted peer, and all events of a lease until it rests. */
export interface Case {
  readonly title: string
  readonly scripts: ReadonlyArray<PeerScript>
  readonly run: (url: string) => Observable<string>
  readonly events: ReadonlyArray<string>
  /** The difference in a browser, and the events there. */
  readonly hidden?: { readonly what: string; readonly events: ReadonlyArray<string> }
}

export const farewell: PeerScript = [opens, closes(1000, 'bye')]
export const closed = 'Closed 1000 bye clean'
export const opened: ReadonlyArray<string> = ['Connecting 1', 'Open']
export const comesBack: ReadonlyArray<string> = ['Waiting for 2', 'Connecting 2', 'Open', closed]

type Options<In, Out> = Omit<ConnectionOptions<In, Out>, 'url'> & { readonly url?: ConnectionOptions<In, Out>['url'] }

/** Defines a connection, acts on it, and emits the events of a lease until it rests. */
export function run<In = string, Out = string>(
  options: Options<In, Out> = {},
  act: (connection: Connection<In, Out>) => Observable<unknown> = () => EMPTY,
): Case['run'] {
  return (url) => {
    const withCodec = options as Options<In, Out> & { readonly codec: Codec<In, Out> }
    const connection = defineConnection<In, Out>({ url, retry: { initialDelay: 1, jitter: 'none' }, ...withCodec })
    const acts$ = act(connection).pipe(catchError(() => EMPTY))
    // A lease errors when its run fails, after it has emitted `Failed`.
    const lease$ = clientStart$(connection).pipe(catchError(() => EMPTY))
    return using(
      () => acts$.subscribe(),
      () => lease$.pipe(map(showEvent)),
    )
  }
}

export const sayOnStart =
  <Out>(...values: Out[]) =>
  <In>(connection: Connection<In, Out>): Observable<unknown> =>
    connection.pipe(
      start$(),
      concatMap(() => from(values)),
      send(connection),
    )

/** Stops on every start. If that is refused, sends a message: the peer may wait for it. */
export const stopOrSayOnStart =
  (code: number) =>
  (connection: Connection<string, string>): Observable<unknown> =>
    connection.pipe(
      start$(),
      concatMap(() => clientStop$(connection, { code }).pipe(catchError(() => of('refused').pipe(send(connection))))),
    )

export const stopOnStart =
  (code: number, reason = '') =>
  <In, Out>(connection: Connection<In, Out>): Observable<unknown> =>
    connection.pipe(
      start$(),
      concatMap(() => clientStop$(connection, { code, reason })),
    )
