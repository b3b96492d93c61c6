// rxjs 7 puts events into the error channel and keeps any number of values until the socket is open.
/* eslint-disable rxjs-x/throw-error, rxjs-x/no-ignored-replay-buffer, rxjs-x/no-exposed-subjects */

import { ReplaySubject, Subject } from 'rxjs'

import { coreOf } from '../connection/connection.ts'
import { failure } from '../model/connection-error.ts'
import type { PlatformCloseEvent, PlatformMessageEvent } from '../websocket/events/platform-events.ts'
import type { ConnectedWebSocket } from '../websocket/web-socket-types.ts'
import type { SocketSource } from './socket-source.ts'
import type { WebSocketSubjectConfig } from './web-socket-subject-config.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3

/** The text of rxjs 7, which programs may test for. */
const needsCode =
  'WebSocketSubject.error must be called with an object with an error code, and an optional reason: { code: number, reason: string }'

type Converters = 'serializer' | 'deserializer'
type Config<T> = WebSocketSubjectConfig<T> & {
  readonly [K in Converters]: NonNullable<WebSocketSubjectConfig<T>[K]>
}

/**
 * One socket of a subject, with the values that wait for it and the subscribers that receive from it. A subject goes on
 * with the next cycle when this one is left, so a late event of a former socket changes nothing.
 */
export class SocketCycle<T> {
  readonly #config: Config<T>
  readonly #source: SocketSource
  /** Makes the subject go on with the next cycle, if this is its current one. */
  readonly #leave: (cycle: SocketCycle<T>) => void
  /** Emits to the subscribers of this cycle. */
  readonly output: Subject<T> = new Subject<T>()
  /** Emits when the socket has opened again. */
  readonly reopened: Subject<void> = new Subject<void>()
  /** Values and the end that wait for the first opening. */
  readonly #queue = new ReplaySubject<T>()
  /** Takes the place of the queue at the first opening. */
  #live: Subject<T> | undefined
  #phase: 'Current' | 'Left' = 'Current'
  socket: ConnectedWebSocket | undefined

  constructor(source: SocketSource, config: Config<T>, leave: (cycle: SocketCycle<T>) => void) {
    this.#source = source
    this.#config = config
    this.#leave = leave
  }

  /** Takes the values that are to be sent. */
  get input(): Subject<T> {
    return this.#live ?? this.#queue
  }

  #isLeft(): boolean {
    return this.#phase === 'Left'
  }

  /** Makes the socket. A class that throws errors the subscribers. */
  connect(): void {
    const { binaryType } = this.#config
    let socket: ConnectedWebSocket
    try {
      socket = this.#source.make()
      this.socket = socket
      if (binaryType) socket.binaryType = binaryType
    } catch (error) {
      this.output.error(error)
      return
    }
    socket.onopen = (event) => {
      this.#opened(socket, event)
    }
    socket.onerror = (event) => {
      // A reconnecting socket goes on; its last `close` event says how it ended.
      if (this.#source.mode === 'Reconnecting') return
      this.leave()
      this.output.error(event)
    }
    socket.onclose = (event) => {
      this.#closed(socket, event)
    }
    socket.onmessage = (event) => {
      this.#received(event)
    }
  }

  #opened(socket: ConnectedWebSocket, event: Event): void {
    if (this.#isLeft()) {
      socket.close()
      return
    }
    this.#config.openObserver?.next(event)
    // The last subscriber may have left in it: what waits is dropped with this cycle.
    if (this.#isLeft()) return
    if (this.#live !== undefined) {
      this.reopened.next()
      return
    }
    const live = new Subject<T>()
    live.subscribe({
      next: (value) => {
        this.#send(socket, value)
      },
      error: (error: unknown) => {
        this.#failed(socket, error)
      },
      complete: () => {
        this.#config.closingObserver?.next(undefined)
        socket.close()
        this.leave()
      },
    })
    this.#live = live
    this.#queue.subscribe(live)
  }

  #send(socket: ConnectedWebSocket, value: T): void {
    const isReconnecting = this.#source.mode === 'Reconnecting' && socket.readyState === CONNECTING
    if (socket.readyState !== OPEN && !isReconnecting) return
    try {
      socket.send(this.#config.serializer(value))
    } catch (error) {
      this.#live?.error(error)
    }
  }

  #failed(socket: ConnectedWebSocket, error: unknown): void {
    this.#config.closingObserver?.next(undefined)
    const { code, reason } = (error ?? {}) as { readonly code?: number; readonly reason?: string }
    if (code) socket.close(code, reason)
    else this.output.error(new TypeError(needsCode))
    this.leave()
  }

  #closed(socket: ConnectedWebSocket, event: PlatformCloseEvent): void {
    const isFinal = this.#source.mode !== 'Reconnecting' || socket.readyState === CLOSED
    if (isFinal) this.leave()
    this.#config.closeObserver?.next(event)
    if (!isFinal) return
    // Over a connection the verdict decides, over any other socket the closing handshake does.
    const isGood =
      this.#source.mode === 'Reconnecting' ? coreOf(socket.connection).published._tag === 'Closed' : event.wasClean
    if (isGood) this.output.complete()
    else this.output.error(event)
  }

  #received(event: PlatformMessageEvent): void {
    let value: T
    try {
      value = this.#config.deserializer(event)
    } catch (error) {
      if (this.#source.mode === 'Given') this.output.error(error)
      else this.#undecoded(event, error)
      return
    }
    this.output.next(value)
  }

  /** The connection lives: the error goes to its `error$`. */
  #undecoded({ data }: PlatformMessageEvent, cause: unknown): void {
    const { connection } = this.socket as ConnectedWebSocket
    const message = typeof data === 'string' ? data : new Uint8Array(data instanceof ArrayBuffer ? data : [])
    const issues = [{ path: '', message: 'the deserializer threw' }]
    const fields = { data: message, issues }
    coreOf(connection).fault(failure('DecodeFailed', connection.name, 'the deserializer threw', fields, cause))
  }

  /** Closes the socket, if it is not closing yet. */
  close(): void {
    const { socket } = this
    if (socket !== undefined && socket.readyState <= OPEN) socket.close()
  }

  /** The subject goes on with the next cycle. */
  leave(): void {
    if (this.#isLeft()) return
    this.#phase = 'Left'
    this.#leave(this)
  }
}
