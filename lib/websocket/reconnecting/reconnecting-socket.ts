import { raw } from '../../codecs/raw.ts'
import { type Connection, coreOf } from '../../connection/connection.ts'
import type { PerDial } from '../../connection/options/options.ts'
import { isStopping } from '../../machine/state.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { Fault } from '../../model/connection-event.ts'
import { type ConnectionState, isRest, type Rest } from '../../model/connection-state.ts'
import { clientRestart$ } from '../../operators/client-restart.ts'
import { type CloseStatus, parseClose, parseOffer, parseUrl, syntaxError } from '../arguments.ts'
import type { DefineSocketConnection, SharedOptions } from '../class-options.ts'
import { ConnectionSocket } from '../connection-socket.ts'
import type { CloseEventFields } from '../events/close-event.ts'
import { ErrorEvent } from '../events/error-event.ts'
import { closeFieldsOf, isEnding, isFailing } from '../failing.ts'
import type { Outgoing } from '../outgoing.ts'
import { readyStates } from '../socket-target.ts'
import type { WireData } from '../web-socket-types.ts'
import { observedUrl } from './observed-url.ts'
import type { ReconnectingArguments } from './reconnecting-options.ts'

const { CONNECTING, OPEN, CLOSING, CLOSED } = readyStates

/** A socket that opens again after a loss. CONNECTING from the first loss on, CLOSED after `close()` or giving up. */
export class ReconnectingSocket extends ConnectionSocket {
  /** The state before the one that is being published. */
  #before: ConnectionState['_tag'] = 'Idle'
  /** The error that fails the current dial or connection, from its Fault to its `close` event. */
  #failure: ConnectionError | undefined
  #retryCount = 0
  #afterClose: 'Rest' | 'Reconnect' = 'Rest'
  /** The end of the last socket that was open. */
  #lastEnd: CloseEventFields = {}

  constructor(define: DefineSocketConnection, { url, protocols, options }: ReconnectingArguments) {
    const { binaryType = 'blob', baseUrl, startClosed = false, ...given } = options
    const address = typeof url === 'function' ? '' : parseUrl(url, baseUrl)
    let shown: (url: string) => void = () => undefined
    const connection = describe(define, given, {
      protocols,
      url:
        typeof url === 'function'
          ? observedUrl(url, (fresh) => {
              shown(parseUrl(fresh, baseUrl))
            })
          : address,
    })
    super({ connection, url: address, binaryType, onFailure: 'Drops' })
    shown = (fresh) => {
      this.move(this.readyState, fresh)
    }
    if (startClosed) this.move(CLOSED)
    else this.#startLater()
  }

  /** Retries since the connection was last stable: 0 during the first dial. */
  get retryCount(): number {
    return this.#retryCount
  }

  /** Dials anew: at once if it waits, after a closing handshake if it is open, again if it is closed. */
  reconnect(code?: number, reason?: string): void {
    const status = parseClose(code, reason)
    const { readyState } = this
    if (readyState === CLOSING) this.#afterClose = 'Reconnect'
    else if (readyState === CLOSED) this.#startLater()
    else this.#redial(status)
  }

  #redial(status: CloseStatus): void {
    if (this.readyState === OPEN) this.move(CONNECTING)
    // The lifecycle shows how it goes on. `NotOpen`: it was not started yet, and is about to be.
    clientRestart$(this.connection, status.code === 1005 ? {} : status).subscribe({ error: () => undefined })
  }

  #startLater(): void {
    this.move(CONNECTING)
    this.hold()
    this.later(() => {
      // It may have been closed meanwhile.
      if (this.readyState !== CONNECTING) return
      this.#before = 'Idle'
      this.begin()
    })
  }

  protected sendEarly(outgoing: Outgoing, data: WireData | Blob): void {
    outgoing.send(data)
  }

  protected closeWith(status: CloseStatus): void {
    this.move(CLOSING)
    if (isRest(coreOf(this.connection).published)) this.later(() => this.#finish({ code: 1006 }))
    else this.stop(status)
  }

  protected peerCloses(): void {
    // CONNECTING follows at once: a reconnecting socket is CLOSING only by its own `close()`.
  }

  protected override socketEnded(end: CloseEventFields): void {
    this.#lastEnd = end
  }

  protected changed(event: ConnectionState | Fault): void {
    if (event._tag === 'Fault') {
      this.#faulted(event.error)
      return
    }
    const before = this.#before
    this.#before = event._tag
    switch (event._tag) {
      case 'Connecting':
        this.#retryCount = event.attempt - 1
        if (before === 'Closing') this.#lost(this.#lastEnd)
        return
      case 'Open':
        this.open(event)
        return
      case 'Waiting':
        this.#retryCount = event.attempt - 1
        // A start after an early end waits too, but then no dial has ended.
        if (before === 'Connecting' || before === 'Open') this.#lost(closeFieldsOf(event.cause))
        return
      case 'Closing':
        this.move(isStopping(coreOf(this.connection).state) ? CLOSING : CONNECTING)
        return
      case 'Closed':
      case 'Failed':
        this.#rest(event)
        return
      case 'Idle':
    }
  }

  #faulted(error: ConnectionError): void {
    if (isFailing(error)) this.#failure = error
    else if (!isEnding(error)) this.#dispatchError(error)
  }

  #lost(fields: CloseEventFields): void {
    this.move(CONNECTING)
    this.#dispatchEnd(fields)
  }

  #rest(rest: Exclude<Rest, { readonly _tag: 'Idle' }>): void {
    const { code, reason, wasClean } = rest._tag === 'Closed' ? rest : closeFieldsOf(rest.error)
    const finish = (): void => {
      this.#finish({ code, reason, wasClean } as CloseEventFields)
    }
    // A synchronous transport ends within `close()`, whose caller must not get events before it returns.
    if (this.readyState === CLOSING) this.later(finish)
    else finish()
  }

  #finish(fields: CloseEventFields): void {
    this.end()
    this.move(CLOSED)
    const afterClose = this.#afterClose
    this.#afterClose = 'Rest'
    this.#dispatchEnd(fields)
    if (afterClose === 'Reconnect' && this.readyState === CLOSED) this.reconnect()
  }

  /** Dispatches the events of an end: `error` if it failed, and `close`. */
  #dispatchEnd(fields: CloseEventFields): void {
    const error = this.#failure
    this.#failure = undefined
    if (error !== undefined) this.#dispatchError(error)
    this.dispatchClose(fields)
  }

  #dispatchError(error: ConnectionError): void {
    this.dispatchEvent(new ErrorEvent('error', { error, message: error.message }))
  }
}

function describe(
  define: DefineSocketConnection,
  options: SharedOptions,
  { url, protocols }: Pick<ReconnectingArguments, 'url' | 'protocols'>,
): Connection<WireData, WireData> {
  const offered =
    typeof protocols === 'function' ? (protocols as PerDial<string>) : parseOffer(protocols, undefined).protocols
  // Options that can never work throw `SettingsInvalid`; a wrong subprotocol throws as WHATWG WebSockets has it.
  void define({ ...options, codec: raw, url: 'ws://localhost' })
  try {
    return define({ ...options, codec: raw, protocols: offered, url })
  } catch (error) {
    throw syntaxError(error instanceof Error ? error.message : String(error))
  }
}
