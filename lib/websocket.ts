import { defineConnection } from './connect.ts'
import type { ClassOptions, DefineSocketConnection } from './websocket/class-options.ts'
import { plainClass } from './websocket/plain-class.ts'
import {
  reconnectingClass,
  type ReconnectingInstance,
  type ReconnectingWebSocketClass,
} from './websocket/reconnecting/reconnecting-class.ts'
import type { ConnectedWebSocket, WebSocketClass } from './websocket/web-socket-types.ts'

export type { Headers as HandshakeHeaders } from './connection/options/options.ts'
export type { ClassOptions, SharedOptions } from './websocket/class-options.ts'
export { CloseEvent, type CloseEventClass, type CloseEventFields } from './websocket/events/close-event.ts'
export {
  ErrorEvent,
  type ErrorEventClass,
  type ErrorEventFields,
  type FailureEvent,
} from './websocket/events/error-event.ts'
export type {
  BasicCloseEvent,
  BasicEvent,
  BasicMessageEvent,
  PlatformBlob,
  PlatformCloseEvent,
  PlatformEvent,
  PlatformMessageEvent,
} from './websocket/events/platform-events.ts'
export type { ReconnectingInstance, ReconnectingWebSocketClass } from './websocket/reconnecting/reconnecting-class.ts'
export type { ReconnectingOptions } from './websocket/reconnecting/reconnecting-options.ts'
export type {
  ConnectedWebSocket,
  Listener,
  ListenerOptions,
  ReadyStates,
  SendData,
  WebSocketClass,
  WebSocketEventName,
  WebSocketEvents,
  WebSocketInit,
  WireData,
} from './websocket/web-socket-types.ts'

/**
 * Makes a class with the interface of WHATWG WebSockets, for a client that takes one and reconnects by itself.
 *
 * Give it `heartbeat` and `connectTimeout`: the client then notices a line that went silent, which no client with the
 * platform's `WebSocket` does. Give it `pool: true` too, and a client that reconnects without a delay cannot flood.
 *
 * @example
 * const webSocketImpl = webSocketClass({ heartbeat: { interval: 10_000, timeout: 5_000 } }) // hand it to a client
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

/**
 * A socket that opens again after a loss, for code that owns its socket. Never hand it to a client that reconnects by
 * itself (graphql-ws, stompjs, trpc, ...): such a client drops it at its `close` event and makes another, and the first
 * one reconnects for ever. Give those a class of `webSocketClass`.
 *
 * It is CONNECTING from the first loss on, and then `send` queues. Each lost or failed dial is one `close` event. The last
 * one comes with `readyState` CLOSED: after `close()`, or when it gives up. If a session protocol runs over it, give it
 * `outbox: { limit: 0 }`: queued messages would precede the handshake of the next session.
 *
 * @example
 * const socket = new ReconnectingWebSocket('wss://example.org/prices', [], { retry: { maxDelay: 10_000 } })
 * socket.onmessage = ({ data }) => console.log(data)
 */
export const ReconnectingWebSocket: ReconnectingWebSocketClass = /* @__PURE__ */ reconnectingClass(
  defineConnection as DefineSocketConnection,
)

/** A socket of `ReconnectingWebSocket`. */
export type ReconnectingWebSocket = ReconnectingInstance
