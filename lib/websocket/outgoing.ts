import type { Either } from 'fp-ts/lib/Either.js'
import { Subject, throwError } from 'rxjs'

import type { Connection } from '../connection/connection.ts'
import type { Clock } from '../connection/timers/clock.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import { send } from '../operators/send.ts'
import { sizeOf, UnsentBytes } from './unsent-bytes.ts'
import type { WireData } from './web-socket-types.ts'

/**
 * Converts the argument of `send`.
 *
 * @throws TypeError at a view of memory that other threads can write to
 */
export function toSendable(data: unknown): WireData | Blob {
  if (typeof data === 'string') return data
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) {
    if (!(data.buffer instanceof ArrayBuffer)) throw new TypeError('send: a view of shared memory cannot be sent.')
    return data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
  return typeof Blob === 'function' && data instanceof Blob ? data : String(data)
}

/** `Keeps`: failed messages stay in `bufferedAmount`, as in WHATWG WebSockets. `Drops`: they leave it. */
export type OnFailure = 'Keeps' | 'Drops'

/** The messages that a socket sends, and the count of their bytes. */
export class Outgoing {
  readonly #connection: Connection<WireData, WireData>
  readonly #clock: Clock
  readonly #onFailure: OnFailure
  readonly #unsent = new UnsentBytes()
  /** Made for the first message. */
  #next: ((data: WireData) => void) | undefined
  #complete: (() => void) | undefined
  /** Bytes that never leave: of failed messages, and of those sent on a closed socket. */
  #lost = 0
  /** Bytes that wait for the start, or for a Blob that is being read. */
  #waiting = 0
  #reading: Promise<void> | undefined
  /** Messages that wait for the start of the connection, with which the outbox takes them; `undefined` once it has started. */
  #early: WireData[] | undefined
  /** Results of this turn: they count when it is over, or before the next message is delivered. */
  #results: Array<Either<ConnectionError, WireData>> = []
  #turn: 'Sending' | 'Idle' = 'Idle'

  constructor(connection: Connection<WireData, WireData>, clock: Clock, onFailure: OnFailure) {
    this.#connection = connection
    this.#clock = clock
    this.#onFailure = onFailure
  }

  get bytes(): number {
    return this.#unsent.bytes + this.#waiting + this.#lost
  }

  /** Resolves when no Blob is being read; `undefined` if none is. */
  get reading(): Promise<void> | undefined {
    return this.#reading
  }

  /** Keeps messages until `release`: the connection is about to start, and would refuse them before that. */
  hold(): void {
    this.#early ??= []
  }

  /** The connection has started. */
  release(): void {
    const early = this.#early ?? []
    this.#early = undefined
    for (const data of early) {
      this.#waiting -= sizeOf(data)
      this.#send(data)
    }
  }

  send(data: WireData | Blob): void {
    if (this.#reading === undefined && (typeof data === 'string' || data instanceof Uint8Array)) this.#send(data)
    else this.#sendBehindBlobs(data)
  }

  /** Counts a message that is not sent, since the socket is closing or closed. */
  lose(data: WireData | Blob): void {
    this.#lost += byteLength(data)
  }

  #send(data: WireData): void {
    if (this.#early !== undefined) {
      this.#waiting += sizeOf(data)
      this.#early.push(typeof data === 'string' ? data : new Uint8Array(data))
      return
    }
    this.#unsent.add(data)
    this.#turn = 'Sending'
    ;(this.#next ??= this.#connect())(data)
    this.#turn = 'Idle'
  }

  #connect(): (data: WireData) => void {
    const messages$ = new Subject<WireData>()
    const results$ = messages$.pipe(send(this.#connection))
    this.#complete = () => messages$.complete()
    results$.subscribe({
      next: (result) => {
        if (this.#turn === 'Idle' && this.#results.length === 0) this.#settle(result)
        // The platform's transport answers within `send`, but `bufferedAmount` must not fall in that turn.
        else if (this.#results.push(result) === 1) this.#clock.after(0, () => this.settle())
      },
      error: () => undefined,
    })
    return (data) => messages$.next(data)
  }

  /** Counts the results that came in the turn of their `send`. */
  settle(): void {
    if (this.#results.length === 0) return
    const results = this.#results
    this.#results = []
    for (const result of results) this.#settle(result)
  }

  #settle(result: Either<ConnectionError, WireData>): void {
    const message = this.#unsent.settle()
    if (result._tag === 'Right' || this.#onFailure === 'Drops') return
    this.#lost += typeof message === 'number' ? message : sizeOf(message)
  }

  /** Messages keep their order, so what is sent while a Blob is read waits for it. */
  #sendBehindBlobs(data: WireData | Blob): void {
    const size = byteLength(data)
    // A copy: the program may use its bytes again.
    const payload = data instanceof Uint8Array ? new Uint8Array(data) : data
    this.#waiting += size
    const reading: Promise<void> = (this.#reading ?? Promise.resolve())
      .then(async () => {
        const bytes = payload instanceof Blob ? new Uint8Array(await payload.arrayBuffer()) : payload
        this.#waiting -= size
        this.#send(bytes)
      })
      .catch((error: unknown) => {
        this.#waiting -= size
        this.#lost += size
        // eslint-disable-next-line rxjs-x/throw-error -- an unreadable Blob is reported as an error that nobody handles
        throwError(() => error).subscribe()
      })
      .finally(() => {
        if (this.#reading === reading) this.#reading = undefined
      })
    this.#reading = reading
  }

  /** Lets go of the connection. Call it when every message is settled. */
  end(): void {
    this.settle()
    this.#complete?.()
    this.#next = undefined
  }
}

function byteLength(data: WireData | Blob): number {
  return typeof data === 'string' || data instanceof Uint8Array ? sizeOf(data) : data.size
}
