import { raw } from '../../codecs/raw.ts'
import { coreOf } from '../../connection/connection.ts'
import type { PerDial } from '../../connection/options/options.ts'
import { isStopping } from '../../machine/state.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import { type ConnectionState, isRest } from '../../model/connection-state.ts'
import { type CloseStatus, parseClose, parseOffer, parseUrl } from '../arguments.ts'
import type { DefineSocketConnection } from '../class-options.ts'
import { ConnectionSocket } from '../connection-socket.ts'
import type { CloseEventFields } from '../events/close-event.ts'
import { closeFieldsOf, isEnding } from '../failing.ts'
import { readyStates } from '../socket-target.ts'
import { observedUrl } from './observed-url.ts'
import type { ReconnectingArguments } from './reconnecting-options.ts'

const { CONNECTING, OPEN, CLOSING, CLOSED } = readyStates

/** A socket that opens again after a loss. CONNECTING from the first loss on, CLOSED after `close()` or giving up. */
export class ReconnectingSocket extends ConnectionSocket {
  /** The state before the one that is being published. */
  #before: ConnectionState['_tag'] = 'Idle'
  #retryCount = 0
  #afterClose: 'Rest' | 'Reconnect' = 'Rest'
  /** The end of the last socket that was open. */
  #lastEnd: CloseEventFields = {}

  constructor(define: DefineSocketConnection, { url, protocols, options }: ReconnectingArguments) {
    const { binaryType = 'blob', baseUrl, startClosed = false, ...given } = options
    const shown = typeof url === 'function' ? '' : parseUrl(url, baseUrl)
    const offered =
      typeof protocols === 'function' ? (protocols as PerDial<string>) : parseOffer(protocols, undefined).protocols
    const dialed =
      typeof url === 'function' ? observedUrl(url, baseUrl, (fresh) => this.move(this.readyState, fresh)) : shown
    const connection = define({ ...given, codec: raw, protocols: offered, url: dialed })
    super({ mode: 'Reconnecting', connection, url: shown, binaryType })
    if (startClosed) this.move(CLOSED)
    else this.#startLater()
  }

  /** Retries since the connection was last stable: 0 during the first dial. */
  get retryCount(): number {
    return this.#retryCount
  }

  /** Dials anew: at once if it waits, after a closing handshake if it is open, again if it is closed. */
  reconnect(code = 1000, reason?: string): void {
    const status = parseClose(code, reason)
    const { readyState } = this
    if (readyState === CLOSING) this.#afterClose = 'Reconnect'
    else if (readyState === CLOSED) this.#startLater()
    else {
      if (readyState === OPEN) this.move(CONNECTING)
      // Nothing happens if it was not started yet: it is about to be.
      this.#redial(status)
    }
  }

  #startLater(): void {
    this.move(CONNECTING)
    this.hold()
    this.later(() => {
      // It may have been closed meanwhile.
      if (this.readyState !== CONNECTING) return
      this.#before = 'Idle'
      this.watch(this.connection.channel('ends'), (end) => {
        this.#lastEnd = end
      })
      this.begin()
    })
  }

  #redial(status: CloseStatus): void {
    coreOf(this.connection).restart({ _tag: 'Restart', ...status }, () => undefined)
  }

  protected closeWith(status: CloseStatus): void {
    this.move(CLOSING)
    if (isRest(this.connection.state)) this.later(() => this.finish({ code: 1006 }))
    else this.stop(status)
  }

  protected override changed(state: ConnectionState): void {
    const before = this.#before
    this.#before = state._tag
    if (state._tag === 'Closing') this.move(isStopping(coreOf(this.connection).state) ? CLOSING : CONNECTING)
    if (state._tag === 'Connecting' || state._tag === 'Waiting') this.#retryCount = state.attempt - 1
    if (state._tag === 'Connecting' && before === 'Closing') this.#lost(this.#lastEnd)
    if (state._tag === 'Waiting') {
      // A start after an early end waits too, but `reconnect` dials now.
      if (before === 'Idle') this.#redial({ code: 1000, reason: '' })
      else if (before === 'Connecting' || before === 'Open') this.#lost(closeFieldsOf(state.cause))
    }
    super.changed(state)
  }

  protected faulted(error: ConnectionError): void {
    if (!isEnding(error)) this.dispatchError(error)
  }

  #lost(fields: CloseEventFields): void {
    this.move(CONNECTING)
    this.dispatchEnd(fields)
  }

  protected override finish(fields: CloseEventFields): void {
    const afterClose = this.#afterClose
    this.#afterClose = 'Rest'
    super.finish(fields)
    if (afterClose === 'Reconnect' && this.readyState === CLOSED) this.reconnect()
  }
}
