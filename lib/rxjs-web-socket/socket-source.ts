import { settingsInvalid } from '../model/connection-error.ts'
import type { Transport } from '../transport/transport.ts'
import type { ClassOptions, SharedOptions } from '../websocket/class-options.ts'
import { platformGlobal } from '../websocket/events/platform-events.ts'
import type { ReconnectingWebSocketClass } from '../websocket/reconnecting/reconnecting-class.ts'
import type { ConnectedWebSocket, WebSocketClass } from '../websocket/web-socket-types.ts'
import type { WebSocketCtor, WebSocketSubjectConfig } from './web-socket-subject-config.ts'

/** The parts that the composition root provides. */
export interface SocketClasses {
  readonly webSocketClass: (options?: ClassOptions) => WebSocketClass
  readonly ReconnectingWebSocket: ReconnectingWebSocketClass
  readonly webSocketTransport: (Class: WebSocketCtor) => Transport
}

/**
 * The use of a socket. `Given`: its events are those of its class. `Connected`: a connection of ours stands behind it.
 * `Reconnecting`: it also opens again after a loss.
 */
export type SocketMode = 'Given' | 'Connected' | 'Reconnecting'

/** Makes the sockets of a subject. */
export interface SocketSource {
  readonly mode: SocketMode
  /** @throws whatever the class throws */
  readonly make: () => ConnectedWebSocket
}

/** The options of rxjs 7. Any other one is an option of a connection. */
const rxjsKeys = new Set([
  ...['url', 'protocol', 'resultSelector', 'serializer', 'deserializer'],
  ...['openObserver', 'closeObserver', 'closingObserver', 'WebSocketCtor', 'binaryType'],
])

/**
 * Chooses the sockets of a subject by its options.
 *
 * @throws `SettingsInvalid`, with all faults, on options that can never work
 */
export function socketSource<T>(classes: SocketClasses, config: WebSocketSubjectConfig<T>): SocketSource {
  const { url, protocol, WebSocketCtor } = config
  const entries = Object.entries(config).filter(([key, value]) => !rxjsKeys.has(key) && value !== undefined)
  const construct = (Class: WebSocketCtor) => (): ConnectedWebSocket =>
    (protocol ? new Class(url, protocol) : new Class(url)) as ConnectedWebSocket

  if (entries.length === 0) {
    // Decision 18: Node 20 has no WebSocket, so there it is one of ours.
    const Class = WebSocketCtor ?? platformGlobal('WebSocket') ?? classes.webSocketClass()
    return { mode: 'Given', make: construct(Class as WebSocketCtor) }
  }
  const options: SharedOptions = {
    ...(WebSocketCtor && { transport: classes.webSocketTransport(WebSocketCtor) }),
    ...Object.fromEntries(entries),
  }
  if (WebSocketCtor !== undefined) requireMessage(options)
  const Plain = classes.webSocketClass(options)
  if (!options.retry) return { mode: 'Connected', make: construct(Plain) }
  const make = (): ConnectedWebSocket => new classes.ReconnectingWebSocket(url, protocol, options)
  return { mode: 'Reconnecting', make }
}

/** A class with the interface of WHATWG WebSockets cannot ping, so such a heartbeat would never find a dead peer. */
function requireMessage({ heartbeat }: SharedOptions): void {
  if (!heartbeat || 'passive' in heartbeat || heartbeat.message !== undefined) return
  const message = 'a given WebSocketCtor cannot ping: give a message to ask with'
  throw settingsInvalid([{ path: 'heartbeat', message }])
}
