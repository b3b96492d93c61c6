import type { Either } from 'fp-ts/lib/Either.js'
import { Subject } from 'rxjs'

import { utf8Length } from '../codecs/utf8.ts'
import type { Connection } from '../connection/connection.ts'
import type { Clock } from '../connection/timers/clock.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import { send } from '../operators/send.ts'
import { UnsentBytes } from './unsent-bytes.ts'
import type { WireData } from './web-socket-types.ts'

/**
 * Converts the argument of `send`.
 *
 * @throws TypeError at a view of memory that other threads can write to
 */
export function toSendable(data: unknown): WireData | Blob {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) {
    if (!(data.buffer instanceof ArrayBuffer)) throw new TypeError('send: a view of shared memory cannot be sent.')
    return data instanceof Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
  return data instanceof Blob ? data : String(data)
}

/**
 * `Plain`: as WHATWG WebSockets has it, so failed messages stay in `bufferedAmount`. `Reconnecting`: it takes messages while
 * it is connecting, and failed ones leave `bufferedAmount`.
 */
export type SocketMode = 'Plain' | 'Reconnecting'

/** The messages that a socket sends, and the count of their bytes. */
export class Outgoing {
  readonly #connection: Connection<WireData, WireData>
  readonly #clock: Clock
  readonly #mode: SocketMode
  readonly #unsent = new UnsentBytes()
  /** Made for the first message. Before the start of the connection, which would refuse them, it keeps the messages. */
  #next: ((data: WireData) => void) | undefined
  #complete: (() => void) | undefined
  /** Bytes that never leave: of failed messages, and of those sent on a closed socket. */
  #lost = 0
  /** Bytes that wait for a Blob that is being read. */
  #waiting = 0
  #reading: Promise<void> | undefined
  /** The run of the connection. A Blob that is read after the end of its run goes nowhere: another socket may have the connection. */
  #run: object = {}
  /** Results of this turn: they count when it is over, or before the next message is delivered. */
  #results: Array<Either<ConnectionError, WireData>> = []
  #turn: 'Sending' | 'Idle' = 'Idle'

  constructor(connection: Connection<WireData, WireData>, clock: Clock, mode: SocketMode) {
    this.#connection = connection
    this.#clock = clock
    this.#mode = mode
  }

  get bytes(): number {
    return this.#unsent.bytes + this.#waiting + this.#lost
  }

  /** Resolves when no Blob is being read; `undefined` if none is. */
  get reading(): Promise<void> | undefined {
    return this.#reading
  }

  /** Keeps messages until the returned function is called: when the connection has started. */
  hold(): () => void {
    const early: WireData[] = []
    // A copy: the program may use its bytes again.
    this.#next = (data) => early.push(typeof data === 'string' ? data : new Uint8Array(data))
    this.#complete = () => {
      for (const _ of early) this.#unsent.settle()
    }
    return () => {
      const next = (this.#next = this.#connect())
      for (const data of early) next(data)
    }
  }

  send(data: WireData | Blob): void {
    if (this.#reading === undefined && !isBlob(data)) {
      this.#send(data)
      return
    }
    const reading = this.#sendBehindBlobs(data)
    this.#reading = reading
    void reading.then(() => {
      if (this.#reading === reading) this.#reading = undefined
    })
  }

  /** Counts a message that is not sent, since the socket is closing or closed. */
  lose(data: WireData | Blob): void {
    this.#lost += byteLength(data)
  }

  #send(data: WireData): void {
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
    if (result._tag === 'Right' || this.#mode === 'Reconnecting') return
    this.#lost += typeof message === 'number' ? message : utf8Length(message)
  }

  /** Messages keep their order, so a message that is sent while a Blob is read waits for it. */
  async #sendBehindBlobs(data: WireData | Blob): Promise<void> {
    const [before, run] = [this.#reading, this.#run]
    const size = byteLength(data)
    // A copy: the program may use its bytes again.
    const payload = data instanceof Uint8Array ? new Uint8Array(data) : data
    this.#waiting += size
    try {
      await before
      const ready = isBlob(payload) ? new Uint8Array(await payload.arrayBuffer()) : payload
      if (run === this.#run) this.#send(ready)
      else if (this.#mode === 'Plain') this.#lost += size
    } catch (error) {
      this.#lost += size
      queueMicrotask(() => {
        throw error
      })
    }
    this.#waiting -= size
  }

  /** Lets go of the connection. Call it when every message is settled. */
  end(): void {
    this.settle()
    this.#complete?.()
    this.#next = undefined
    this.#run = {}
  }
}

function isBlob(data: WireData | Blob): data is Blob {
  return typeof data === 'object' && 'size' in data
}

function byteLength(data: WireData | Blob): number {
  return typeof data === 'string' ? utf8Length(data) : isBlob(data) ? data.size : data.byteLength
}
