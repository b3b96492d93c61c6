import { type Observable, skip, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import type { Fault } from '../model/connection-event.ts'
import type { ConnectionState, Open } from '../model/connection-state.ts'
import { clientStart$ } from '../operators/client-start.ts'
import { receive$ } from '../operators/receive.ts'
import { type CloseStatus, parseClose } from './arguments.ts'
import { CloseEvent, type CloseEventFields } from './events/close-event.ts'
import { SocketMessageEvent } from './events/message-event.ts'
import { type OnFailure, Outgoing, toSendable } from './outgoing.ts'
import { readyStates, SocketTarget } from './socket-target.ts'
import type { WireData } from './web-socket-types.ts'

const { CONNECTING, OPEN, CLOSING } = readyStates

/** The parts of every socket, whatever its mode. */
export interface SocketParts {
  readonly connection: Connection<WireData, WireData>
  readonly url: string
  readonly binaryType: 'blob' | 'arraybuffer'
  readonly onFailure: OnFailure
}

/** A socket with the interface of WHATWG WebSockets over a connection. Its modes differ in what a state means to it. */
export abstract class ConnectionSocket extends SocketTarget {
  readonly #connection: Connection<WireData, WireData>
  readonly #outgoing: Outgoing
  /** The subscriptions to the connection: none before the start and after the end. */
  #watching: Subscription | undefined
  #readyState: number = CONNECTING
  #binaryType: 'blob' | 'arraybuffer'
  #url: string
  #origin: string | undefined
  #protocol = ''
  #extensions = ''

  constructor({ connection, url, binaryType, onFailure }: SocketParts) {
    super()
    this.#connection = connection
    this.#url = url
    this.#binaryType = binaryType
    this.#outgoing = new Outgoing(connection, coreOf(connection).options.clock, onFailure)
  }

  get connection(): Connection<WireData, WireData> {
    return this.#connection
  }

  get url(): string {
    return this.#url
  }

  get readyState(): number {
    return this.#readyState
  }

  get bufferedAmount(): number {
    return this.#outgoing.bytes
  }

  get protocol(): string {
    return this.#protocol
  }

  get extensions(): string {
    return this.#extensions
  }

  get binaryType(): 'blob' | 'arraybuffer' {
    return this.#binaryType
  }

  set binaryType(value: string) {
    if (value === 'blob' || value === 'arraybuffer') this.#binaryType = value
  }

  /** @throws TypeError without an argument, or at shared memory; DOMException `InvalidStateError` if it cannot wait */
  send(...[data]: [data: unknown]): void {
    if (arguments.length === 0) throw new TypeError('send: 1 argument required.')
    const sendable = typeof data === 'string' ? data : toSendable(data)
    if (this.#readyState === OPEN) this.#outgoing.send(sendable)
    else if (this.#readyState === CONNECTING) this.sendEarly(this.#outgoing, sendable)
    else this.#outgoing.lose(sendable)
  }

  /** A message is sent while the socket is connecting. */
  protected abstract sendEarly(outgoing: Outgoing, data: WireData | Blob): void

  /** @throws DOMException `InvalidAccessError` at a code that scripts may not send, `SyntaxError` at a long reason */
  close(code?: number, reason?: string): void {
    const status = parseClose(code, reason)
    if (this.#readyState < CLOSING) this.closeWith(status)
  }

  protected abstract closeWith(status: CloseStatus): void

  /** Starts the connection. */
  protected begin(): void {
    const watching = new Subscription()
    this.#watching = watching
    const watch = <T>(source$: Observable<T>, next: (value: T) => void): void => {
      watching.add(source$.subscribe({ next, error: () => undefined }))
    }
    // The first event is the state of the rest that the connection starts from.
    watch(this.#connection.channel('lifecycle').pipe(skip(1)), (event) => {
      this.changed(event)
    })
    watch(this.#connection.channel('closings'), () => {
      this.peerCloses()
    })
    watch(this.#connection.channel('ends'), (end) => {
      this.socketEnded(end)
    })
    watch(clientStart$(this.#connection).pipe(receive$()), this.#receive)
    this.#outgoing.release()
  }

  protected abstract changed(event: ConnectionState | Fault): void

  protected abstract peerCloses(): void

  /** The end of a socket that was open, that of a restart too. */
  protected socketEnded(_end: CloseEventFields): void {
    // For most modes the state says it.
  }

  /** Keeps messages until the connection has started. */
  protected hold(): void {
    this.#outgoing.hold()
  }

  /** Stops the connection, behind the messages whose Blobs are being read. */
  protected stop({ code, reason }: CloseStatus): void {
    const stopNow = (): void => {
      coreOf(this.#connection).stop(code, reason, () => undefined)
    }
    const { reading } = this.#outgoing
    if (reading === undefined) stopNow()
    else void reading.then(stopNow)
  }

  /** Runs `act` in a later task, but before any timer that the program sets from now on. */
  protected later(act: () => void): () => void {
    return coreOf(this.#connection).options.clock.after(0, act)
  }

  protected move(readyState: number, url: string = this.#url): void {
    this.#readyState = readyState
    if (url !== this.#url) this.#origin = undefined
    this.#url = url
  }

  protected open({ protocol, extensions }: Open): void {
    this.#protocol = protocol
    this.#extensions = extensions
    this.#readyState = OPEN
    this.dispatchEvent(new Event('open'))
  }

  /** Ends the subscriptions: from here on the connection changes nothing. */
  protected end(): void {
    this.#outgoing.end()
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }

  protected dispatchClose(fields: CloseEventFields): void {
    this.dispatchEvent(new CloseEvent('close', fields))
  }

  readonly #receive = (message: WireData): void => {
    // WHATWG WebSockets: what comes after `close()` is dropped.
    if (this.#readyState !== OPEN) return
    this.#outgoing.settle()
    this.#origin ??= new URL(this.#url).origin
    const data = typeof message === 'string' ? message : this.#toBinary(message)
    this.dispatchEvent(new SocketMessageEvent('message', { data, origin: this.#origin }))
  }

  #toBinary(bytes: Uint8Array): ArrayBuffer | Blob {
    // Copied: lib.dom refuses memory that may be shared.
    if (this.#binaryType === 'blob') return new Blob([new Uint8Array(bytes)])
    // A view of a larger buffer would show other messages.
    const isWhole = bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    return (isWhole ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer
  }
}
