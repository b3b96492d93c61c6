import type { Connection } from '../connection/connection.ts'
import type { Headers } from '../connection/options.ts'
import type { FailureEvent } from './events/error-event.ts'
import type { PlatformBlob, PlatformCloseEvent, PlatformEvent, PlatformMessageEvent } from './events/platform-events.ts'

/** A message as it is on the wire: a string is text, bytes are binary. */
export type WireData = string | Uint8Array

/** Everything that `send` takes. Any other value is sent as its string, as in WHATWG WebSockets. */
export type SendData = string | ArrayBuffer | ArrayBufferView | PlatformBlob

/** The event of each type. */
export interface WebSocketEvents {
  readonly open: PlatformEvent
  readonly message: PlatformMessageEvent
  readonly error: FailureEvent
  readonly close: PlatformCloseEvent
}

export type WebSocketEventName = keyof WebSocketEvents

export type Listener<E> = ((event: E) => unknown) | { handleEvent(event: E): unknown }

/** The options of `addEventListener`. */
export interface ListenerOptions {
  readonly capture?: boolean | undefined
  readonly once?: boolean | undefined
  readonly passive?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

// `this` is `any` in handlers, so that one written for the DOM's `WebSocket` fits.
/* eslint-disable @typescript-eslint/no-explicit-any */

/** A socket with the interface of WHATWG WebSockets, and the connection behind it. Assignable to the DOM's `WebSocket`. */
export interface ConnectedWebSocket {
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3
  readonly url: string
  readonly readyState: 0 | 1 | 2 | 3
  /** Bytes of UTF-8 given to `send` that have not left. */
  readonly bufferedAmount: number
  readonly protocol: string
  readonly extensions: string
  /** How binary messages come. Any other value is ignored. */
  binaryType: 'blob' | 'arraybuffer'
  onopen: ((this: any, event: PlatformEvent) => any) | null
  onmessage: ((this: any, event: PlatformMessageEvent) => any) | null
  onerror: ((this: any, event: PlatformEvent) => any) | null
  onclose: ((this: any, event: PlatformCloseEvent) => any) | null
  /** The connection behind the socket: for inspection and operators. */
  readonly connection: Connection<WireData, WireData>
  send(data: SendData): void
  close(code?: number, reason?: string): void
  addEventListener<K extends WebSocketEventName>(
    type: K,
    listener: Listener<WebSocketEvents[K]> | null,
    options?: boolean | ListenerOptions,
  ): void
  addEventListener(type: string, listener: Listener<any> | null, options?: boolean | ListenerOptions): void
  removeEventListener<K extends WebSocketEventName>(
    type: K,
    listener: Listener<WebSocketEvents[K]> | null,
    options?: boolean | ListenerOptions,
  ): void
  removeEventListener(type: string, listener: Listener<any> | null, options?: boolean | ListenerOptions): void
  dispatchEvent(event: any): boolean
}

/* eslint-enable @typescript-eslint/no-explicit-any */

/** What a single socket adds to the options of its class. Node only. */
export interface WebSocketInit {
  readonly headers?: Headers | undefined
  readonly tls?: Readonly<Record<string, unknown>> | undefined
}

/** The constants of a class. */
export interface ReadyStates {
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3
}

/** A class with the interface of WHATWG WebSockets. Assignable to the DOM's `typeof WebSocket`. */
export interface WebSocketClass extends ReadyStates {
  readonly prototype: ConnectedWebSocket
  new (url: string | URL, protocols?: string | string[], init?: WebSocketInit): ConnectedWebSocket
  /** The form that undici takes. */
  new (url: string | URL, init: WebSocketInit & { readonly protocols?: string | string[] }): ConnectedWebSocket
}
