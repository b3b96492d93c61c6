import type { Connection } from '../connection/connection.ts'
import type { Headers } from '../connection/options/options.ts'
import type { FailureEvent } from './events/error-event.ts'
import type { PlatformBlob, PlatformCloseEvent, PlatformEvent, PlatformMessageEvent } from './events/platform-events.ts'

/** A message as it is on the wire: a string is text, bytes are binary. */
export type WireData = string | Uint8Array

/** Everything that `send` takes. Any other value is sent as its string, as in WHATWG WebSockets. */
export type SendData = string | ArrayBuffer | ArrayBufferView | PlatformBlob

/** The event of each type. */
export interface WebSocketEvents {
  /** The socket is open. */
  readonly open: PlatformEvent
  /** A sentence about what happened. */
  readonly message: PlatformMessageEvent
  /** The error of the connection, if there is one. */
  readonly error: FailureEvent
  /** The socket is closed. */
  readonly close: PlatformCloseEvent
}

/** The name of an event. */
export type WebSocketEventName = keyof WebSocketEvents

/** A listener: a function, or an object with `handleEvent`. */
export type Listener<E> = ((event: E) => unknown) | { handleEvent(event: E): unknown }

/** The options of `addEventListener`. */
export interface ListenerOptions {
  /** As in DOM: has no effect on a target without parents. */
  readonly capture?: boolean | undefined
  /** Whether the listener is removed after its first event. */
  readonly once?: boolean | undefined
  /** As in DOM: has no effect here. */
  readonly passive?: boolean | undefined
  /** Removes the listener when it is aborted. */
  readonly signal?: AbortSignal | undefined
}

// `this` is `any` in handlers, so that one written for the DOM's `WebSocket` fits.
/* eslint-disable @typescript-eslint/no-explicit-any */

/** A socket with the interface of WHATWG WebSockets, and the connection behind it. Assignable to the DOM's `WebSocket`. */
export interface ConnectedWebSocket {
  /** `readyState` 0. */
  readonly CONNECTING: 0
  /** `readyState` 1. */
  readonly OPEN: 1
  /** `readyState` 2. */
  readonly CLOSING: 2
  /** `readyState` 3. */
  readonly CLOSED: 3
  /** The address, as it was given. */
  readonly url: string
  /** The state of the socket: one of the four constants. */
  readonly readyState: 0 | 1 | 2 | 3
  /** Bytes of UTF-8 given to `send` that have not left. */
  readonly bufferedAmount: number
  /** The subprotocol: the one offered, or the one chosen. */
  readonly protocol: string
  /** The extensions that the peer chose. */
  readonly extensions: string
  /** How binary messages come. Any other value is ignored. */
  binaryType: 'blob' | 'arraybuffer'
  /** The handler of `open`. */
  onopen: ((this: any, event: PlatformEvent) => any) | null
  /** The handler of `message`. */
  onmessage: ((this: any, event: PlatformMessageEvent) => any) | null
  /** The handler of `error`. */
  onerror: ((this: any, event: PlatformEvent) => any) | null
  /** The handler of `close`. */
  onclose: ((this: any, event: PlatformCloseEvent) => any) | null
  /** The connection behind the socket: for inspection and operators. */
  readonly connection: Connection<WireData, WireData>
  /** Sends a message. */
  send(data: SendData): void
  /** The socket is closed. */
  close(code?: number, reason?: string): void
  /** Adds a listener. */
  addEventListener<K extends WebSocketEventName>(
    type: K,
    listener: Listener<WebSocketEvents[K]> | null,
    options?: boolean | ListenerOptions,
  ): void
  /** Adds a listener. */
  addEventListener(type: string, listener: Listener<any> | null, options?: boolean | ListenerOptions): void
  /** Removes a listener. */
  removeEventListener<K extends WebSocketEventName>(
    type: K,
    listener: Listener<WebSocketEvents[K]> | null,
    options?: boolean | ListenerOptions,
  ): void
  /** Removes a listener. */
  removeEventListener(type: string, listener: Listener<any> | null, options?: boolean | ListenerOptions): void
  /** Dispatches an event to the listeners. */
  dispatchEvent(event: any): boolean
}

/* eslint-enable @typescript-eslint/no-explicit-any */

/** The options that a single socket adds to those of its class. Node only. */
export interface WebSocketInit {
  /** Headers of the opening handshake. */
  readonly headers?: Headers | undefined
  /** Options of `node:tls` `connect`. */
  readonly tls?: Readonly<Record<string, unknown>> | undefined
}

/** The constants of a class. */
export interface ReadyStates {
  /** `readyState` 0. */
  readonly CONNECTING: 0
  /** `readyState` 1. */
  readonly OPEN: 1
  /** `readyState` 2. */
  readonly CLOSING: 2
  /** `readyState` 3. */
  readonly CLOSED: 3
}

/** A class with the interface of WHATWG WebSockets. Assignable to the DOM's `typeof WebSocket`. */
export interface WebSocketClass extends ReadyStates {
  /** The prototype of the instances. */
  readonly prototype: ConnectedWebSocket
  /** Makes a socket. */
  new (url: string | URL, protocols?: string | string[], init?: WebSocketInit): ConnectedWebSocket
  /** The form that undici takes. */
  new (url: string | URL, init: WebSocketInit & { readonly protocols?: string | string[] }): ConnectedWebSocket
}
