import { defineConnection } from './connect.ts'
import type { ClassOptions, DefineSocketConnection } from './websocket/class-options.ts'
import { plainClass } from './websocket/plain-class.ts'
import type { ConnectedWebSocket, WebSocketClass } from './websocket/web-socket-types.ts'

export type { ClassOptions, SharedOptions } from './websocket/class-options.ts'
export { CloseEvent } from './websocket/close-event.ts'
export { ErrorEvent } from './websocket/error-event.ts'

/**
 * Makes a class with the interface of WHATWG WebSockets, for a client that takes one and reconnects by itself.
 *
 * Give it `heartbeat` and `connectTimeout`: the client then notices a line that went silent, which no client with the
 * platform's `WebSocket` does. Give it `pool: true` too, and a client that reconnects without a delay cannot flood.
 *
 * @example
 * const client = createClient({ url, webSocketImpl: webSocketClass({ heartbeat: { interval: 10_000, timeout: 5_000 } }) })
 *
 * @throws `SettingsInvalid`, with all faults, on options that can never work
 */
export function webSocketClass(options: ClassOptions = {}): WebSocketClass {
  return plainClass(defineConnection as DefineSocketConnection, options)
}

/** A class that behaves as the platform's `WebSocket` does: no heartbeat, no timeout, no reconnection. */
export const WebSocket: WebSocketClass = /* @__PURE__ */ webSocketClass()

/** A socket of `WebSocket` or of `webSocketClass`. */
export type WebSocket = ConnectedWebSocket
