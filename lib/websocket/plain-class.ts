import { raw } from '../codecs/raw.ts'
import { withDefaults } from '../connection/options/with-defaults.ts'
import { callUser } from '../connection/run-user-code.ts'
import type { Verdict } from '../model/diagnose.ts'
import { parseOffer, parseUrl } from './arguments.ts'
import { type ClassOptions, type DefineSocketConnection, unlimitedOutbox } from './class-options.ts'
import { ConnectionPool, poolKey } from './connection-pool.ts'
import { PlainSocket } from './plain-socket.ts'
import { defineInterface } from './socket-target.ts'
import type { ConnectedWebSocket, WebSocketClass, WebSocketInit } from './web-socket-types.ts'

/** Makes a class of plain or pooled sockets. */
export function plainClass(define: DefineSocketConnection, given: ClassOptions): WebSocketClass {
  const { binaryType = 'blob', baseUrl, pool, onConnection, ...options } = given
  const shared = {
    connectTimeout: Infinity,
    heartbeat: false,
    ...options,
    codec: raw,
    outbox: { ...unlimitedOutbox, ...options.outbox },
    retry: { ...(options.retry === false ? undefined : options.retry), diagnose: (): Verdict => 'closed' },
  } as const
  // Options that can never work throw here and not in the constructor, which the client calls.
  void define({ ...shared, url: 'ws://localhost' })
  const connections = pool === true ? new ConnectionPool() : undefined

  class WebSocket extends PlainSocket {
    constructor(...[given, protocols, init]: [url: unknown, protocols?: unknown, init?: WebSocketInit]) {
      if (arguments.length === 0) throw new TypeError('WebSocket: 1 argument required.')
      const url = parseUrl(given, baseUrl)
      const offer = parseOffer(protocols, init)
      const key = poolKey(url, offer)
      const connection = connections?.take(key) ?? define(withDefaults(shared, { ...offer, url }))
      super({ connection, url, binaryType }, () => connections?.put(key, connection))
      // An error would leave the client without the socket, which goes on.
      callUser(() => onConnection?.(connection, this as unknown as ConnectedWebSocket))
    }
  }
  defineInterface(WebSocket)
  return WebSocket as unknown as WebSocketClass
}
