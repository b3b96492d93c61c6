import type { PerDial } from '../../connection/options/options.ts'
import type { DefineSocketConnection } from '../class-options.ts'
import { defineInterface } from '../socket-target.ts'
import type { ConnectedWebSocket, ReadyStates } from '../web-socket-types.ts'
import type { ReconnectingOptions } from './reconnecting-options.ts'
import { ReconnectingSocket } from './reconnecting-socket.ts'

/** A socket that reconnects. */
export interface ReconnectingInstance extends ConnectedWebSocket {
  /** Retries since the connection was last stable: 0 during the first dial. */
  readonly retryCount: number
  /**
   * Dials anew: at once while it waits, behind a closing handshake with this code and reason while it is open, and again
   * after it was closed.
   *
   * @throws DOMException `InvalidAccessError` unless the code is 1000 or 3000-4999, `SyntaxError` if the reason is too long
   */
  reconnect(code?: number, reason?: string): void
}

/** The class of reconnecting sockets. */
export interface ReconnectingWebSocketClass extends ReadyStates {
  /** The prototype of the instances. */
  readonly prototype: ReconnectingInstance
  /**
   * Makes a socket.
   *
   * @param url - a function is called anew before every dial
   */
  new (url: PerDial<string | URL>, protocols?: string | string[], options?: ReconnectingOptions): ReconnectingInstance
}

/** Makes the class of reconnecting sockets. */
export function reconnectingClass(define: DefineSocketConnection): ReconnectingWebSocketClass {
  class ReconnectingWebSocket extends ReconnectingSocket {
    constructor(...[url, protocols, options = {}]: [PerDial<string | URL>, unknown?, ReconnectingOptions?]) {
      if (arguments.length === 0) throw new TypeError('ReconnectingWebSocket: 1 argument required.')
      super(define, { url, protocols, options })
    }
  }
  defineInterface(ReconnectingWebSocket)
  return ReconnectingWebSocket as unknown as ReconnectingWebSocketClass
}
