import { SocketSubject } from './rxjs-web-socket/socket-subject.ts'
import type { WebSocketSubjectConfig } from './rxjs-web-socket/web-socket-subject-config.ts'
import { webSocketTransport } from './transport/browser/web-socket-transport.ts'
import { ReconnectingWebSocket, webSocketClass } from './websocket.ts'

export { SocketSubject } from './rxjs-web-socket/socket-subject.ts'
export type {
  NextObserver,
  WebSocketCtor,
  WebSocketMessage,
  WebSocketSubjectConfig,
} from './rxjs-web-socket/web-socket-subject-config.ts'
export type { SharedOptions } from './websocket/class-options.ts'
export type {
  BasicCloseEvent,
  BasicEvent,
  BasicMessageEvent,
  PlatformBlob,
  PlatformCloseEvent,
  PlatformEvent,
  PlatformMessageEvent,
} from './websocket/events/platform-events.ts'
export type { WireData } from './websocket/web-socket-types.ts'

/**
 * The subject that `webSocket` makes. It dials at its first subscriber, closes after its last, and can be subscribed to
 * again. `next` sends; what is given before the socket is open waits for it.
 */
export class WebSocketSubject<T> extends SocketSubject<T> {
  /** @throws `SettingsInvalid`, with all faults, on options of a connection that can never work */
  constructor(urlOrConfig: string | WebSocketSubjectConfig<T>) {
    super({ ReconnectingWebSocket, webSocketClass, webSocketTransport }, urlOrConfig)
  }
}

/**
 * The `webSocket` of rxjs 7, which rxjs 9 drops. With rxjs's own options it behaves as rxjs does, over the platform's
 * `WebSocket` or a given one. With an option of a connection (`heartbeat`, `headers`, `connectTimeout`, ...) it works
 * over a connection, and with `retry` among them it reconnects.
 *
 * @example
 * const subject = webSocket<string>({ url: 'wss://example.org/quotes', retry: {}, heartbeat: { interval: 10_000, timeout: 5_000 } })
 *
 * @throws `SettingsInvalid`, with all faults, on options of a connection that can never work
 */
export function webSocket<T>(urlOrConfig: string | WebSocketSubjectConfig<T>): WebSocketSubject<T> {
  return new WebSocketSubject<T>(urlOrConfig)
}
