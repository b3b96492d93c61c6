import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { clientStart$, clientStop$, type Connection, raw, receive$, send, stop$ } from 'pulsewire'
import { accept$, refuse, type Upgrade } from 'pulsewire/server'
import { catchError, delay, EMPTY, merge, mergeMap, type Observable, of, Subject, takeUntil } from 'rxjs'

import { type Behaviour, wellBehaved } from './behaviour.ts'

type Data = string | Uint8Array

/** A server that answers text in capitals and bytes in reverse order, or misbehaves on request. */
export class MisbehavingServer {
  readonly #upgrades = new Subject<Upgrade>()
  readonly #closes = new Subject<number>()
  /** The network streams of all connections: dropping and stalling happen below the connections. */
  readonly #streams = new Set<Duplex>()
  #behaviour: Behaviour = wellBehaved

  constructor() {
    const peer = (): object => {
      const { handshake } = this.#behaviour
      return handshake === 101 ? {} : refuse(handshake)
    }
    accept$({ upgrade$: this.#upgrades, codec: raw, heartbeat: false, peer })
      .pipe(mergeMap((connection) => this.#serve(connection)))
      .subscribe({ error: console.error })
  }

  /** Applies to current and later connections. */
  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour
    for (const stream of this.#streams) this.#listen(stream)
  }

  /** Ends every connection, without a closing handshake. */
  drop(): void {
    for (const stream of this.#streams) stream.destroy()
  }

  /** Begins the closing handshake on every connection. */
  close(code: number): void {
    this.#closes.next(code)
  }

  readonly upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    this.#upgrades.next([request, stream, head])
    this.#listen(stream)
  }

  /** Stops reading altogether: not even a close is read. */
  #listen(stream: Duplex): void {
    if (this.#behaviour.delay === null) stream.pause()
    else stream.resume()
  }

  #serve(connection: Connection<Data, Data>): Observable<unknown> {
    const answers$ = clientStart$(connection).pipe(
      receive$(),
      mergeMap((data) => of(answerTo(data)).pipe(delay(this.#behaviour.delay ?? 0))),
      send(connection),
    )
    const closes$ = this.#closes.pipe(
      mergeMap((code) => clientStop$(connection, { code, reason: 'requested by the page' })),
    )
    return merge(answers$, closes$.pipe(takeUntil(connection.pipe(stop$())))).pipe(catchError(() => EMPTY))
  }
}

function answerTo(data: Data): Data {
  if (typeof data !== 'string') return Uint8Array.from(data).reverse()
  return data === 'ping' ? 'pong' : data.toUpperCase()
}
