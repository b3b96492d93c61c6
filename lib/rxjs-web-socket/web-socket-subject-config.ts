import type { Observer } from 'rxjs'

import type { SharedOptions } from '../websocket/class-options.ts'
import type {
  PlatformBlob,
  PlatformCloseEvent,
  PlatformEvent,
  PlatformMessageEvent,
} from '../websocket/events/platform-events.ts'

/** An observer of which only `next` is used. */
export type NextObserver<T> = Pick<Observer<T>, 'next'> & Partial<Observer<T>>

/** Everything that a socket can send. */
export type WebSocketMessage = string | ArrayBuffer | PlatformBlob | ArrayBufferView

/** A class with the interface of WHATWG WebSockets. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mocks differ in what else they have
export type WebSocketCtor = new (url: string, protocols?: string | string[]) => any

/**
 * The options of `webSocket`: those of rxjs 7, and the options of a connection. With one of the latter the subject works
 * over a connection; with `retry` among them it reconnects.
 */
export interface WebSocketSubjectConfig<T> extends SharedOptions {
  /** The address, as it was given. */
  readonly url: string
  /** The subprotocol: the one offered, or the one chosen. */
  readonly protocol?: string | string[] | undefined
  /**
   * Ignored, as in rxjs 7.
   *
   * @deprecated Use `deserializer`.
   */
  readonly resultSelector?: ((event: PlatformMessageEvent) => T) | undefined
  /** Converts a value to a message. Default: `JSON.stringify`. */
  readonly serializer?: ((value: T) => WebSocketMessage) | undefined
  /** Converts a message event to a value. Default: `JSON.parse` of its data. */
  readonly deserializer?: ((event: PlatformMessageEvent) => T) | undefined
  /** Gets every opening: with `retry` each one. */
  readonly openObserver?: NextObserver<PlatformEvent> | undefined
  /** Gets every `close` event: with `retry` one for each loss. */
  readonly closeObserver?: NextObserver<PlatformCloseEvent> | undefined
  /** Gets `undefined` when the subject is about to close the socket. */
  readonly closingObserver?: NextObserver<void> | undefined
  /** Default: the platform's `WebSocket`, or that of `pulsewire/websocket` on a platform without one. */
  readonly WebSocketCtor?: WebSocketCtor | undefined
  /** How binary messages are given: `blob` or `arraybuffer`. */
  readonly binaryType?: 'blob' | 'arraybuffer' | undefined
}
