import { type Observable, skip, Subscription } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import { clientStart$ } from '../operators/client-start.ts'
import { receive$ } from '../operators/receive.ts'
import { type CloseStatus, parseClose } from './arguments.ts'
import { CloseEvent, type CloseEventFields } from './events/close-event.ts'
import { ErrorEvent, failureEvent } from './events/error-event.ts'
import { closeFieldsOf, isFailing } from './failing.ts'
import { Outgoing, type SocketMode, toSendable } from './outgoing.ts'
import { readyStates, SocketTarget } from './socket-target.ts'
import { toBinary } from './to-binary.ts'
import type { WireData } from './web-socket-types.ts'

const { CONNECTING, OPEN, CLOSING, CLOSED } = readyStates

/** The parts of every socket. */
export interface SocketParts {
  readonly mode: SocketMode
  readonly connection: Connection<WireData, WireData>
  readonly url: string
  readonly binaryType: 'blob' | 'arraybuffer'
}

/** A socket with the interface of WHATWG WebSockets over a connection. Its modes differ in what a state means to it. */
export abstract class ConnectionSocket extends SocketTarget {
  readonly #mode: SocketMode
  readonly #connection: Connection<WireData, WireData>
  readonly #outgoing: Outgoing
  /** The subscriptions to the connection, from the start to the end. */
  #watching = new Subscription()
  /** Sends the messages that were kept before the start. */
  #release: (() => void) | undefined
  /** The error that fails the current dial or connection, from its Fault to its `close` event. */
  #failure: ConnectionError | undefined
  #readyState: number = CONNECTING
  #binaryType: 'blob' | 'arraybuffer'
  #url: string
  #origin: string | undefined
  #protocol = ''
  #extensions = ''

  constructor({ mode, connection, url, binaryType }: SocketParts) {
    super()
    this.#mode = mode
    this.#connection = connection
    this.#url = url
    this.#binaryType = binaryType
    this.#outgoing = new Outgoing(connection, coreOf(connection).options.clock, mode)
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
    if (this.#readyState >= CLOSING) this.#outgoing.lose(sendable)
    else if (this.#readyState === CONNECTING && this.#mode === 'Plain') {
      throw new DOMException('send: the socket is still connecting. Wait for its open event.', 'InvalidStateError')
    } else this.#outgoing.send(sendable)
  }

  /** @throws DOMException `InvalidAccessError` at a code that scripts may not send, `SyntaxError` at a long reason */
  close(code?: number, reason?: string): void {
    const status = parseClose(code, reason)
    if (this.#readyState < CLOSING) this.closeWith(status)
  }

  protected abstract closeWith(status: CloseStatus): void

  /** Keeps messages until the connection has started. */
  protected hold(): void {
    this.#release = this.#outgoing.hold()
  }

  /** Starts the connection. */
  protected begin(): void {
    // The first event is the state of the rest that the connection starts from.
    this.watch(this.#connection.channel('lifecycle').pipe(skip(1)), (event) => {
      if (event._tag !== 'Fault') this.changed(event)
      else if (isFailing(event.error)) this.fail(event.error)
      else this.faulted(event.error)
    })
    this.watch(clientStart$(this.#connection).pipe(receive$()), this.#receive)
    this.#release?.()
  }

  protected watch<T>(source$: Observable<T>, next: (value: T) => void): void {
    this.#watching.add(source$.subscribe({ next, error: () => undefined }))
  }

  protected changed(state: ConnectionState): void {
    if (state._tag === 'Open') {
      this.#protocol = coreOf(this.#connection).dial?.protocol ?? state.protocol
      this.#extensions = state.extensions
      this.#readyState = OPEN
      this.dispatchEvent(new Event('open'))
    } else if (state._tag === 'Closed' || state._tag === 'Failed') {
      const finish = this.finish.bind(this, state._tag === 'Closed' ? state : closeFieldsOf(state.error))
      // A synchronous transport ends within `close()`, whose caller must not get events before it returns.
      if (this.#readyState === CLOSING) this.later(finish)
      else finish()
    }
  }

  /** An `error` event is to precede the next `close` event. */
  protected fail(error: ConnectionError): void {
    this.#failure = error
  }

  /** An error that ends a dial or a connection without failing it, or that concerns messages only. */
  protected abstract faulted(error: ConnectionError): void

  /** Stops the connection, behind the messages whose Blobs are being read. */
  protected stop({ code, reason }: CloseStatus): void {
    const core = coreOf(this.#connection)
    const stopNow = core.stop.bind(core, code, reason, () => undefined)
    const { reading } = this.#outgoing
    if (reading === undefined) stopNow()
    else void reading.then(() => this.#readyState === CLOSING && stopNow())
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

  /** Ends the subscriptions: from here on the connection changes nothing. */
  protected end(): void {
    this.#outgoing.end()
    this.#watching.unsubscribe()
    this.#watching = new Subscription()
  }

  protected finish(fields: CloseEventFields): void {
    this.end()
    this.#readyState = CLOSED
    this.dispatchEnd(fields)
  }

  /** Dispatches the events of an end: `error` if it failed, and `close`. */
  protected dispatchEnd(fields: CloseEventFields): void {
    const error = this.#failure
    this.#failure = undefined
    if (error !== undefined) this.dispatchError(error)
    this.dispatchEvent(new CloseEvent('close', fields))
  }

  protected dispatchError(error: ConnectionError): void {
    const { message } = error
    this.dispatchEvent(this.#mode === 'Plain' ? failureEvent(error) : new ErrorEvent('error', { error, message }))
  }

  readonly #receive = (message: WireData): void => {
    // WHATWG WebSockets: what comes after `close()` is dropped.
    if (this.#readyState !== OPEN) return
    this.#outgoing.settle()
    this.#origin ??= new URL(this.#url).origin
    this.dispatchMessage(typeof message === 'string' ? message : toBinary(message, this.#binaryType), this.#origin)
  }
}
