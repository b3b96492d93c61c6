import { platformCloseCode } from '../../model/close-code.ts'
import { closedSocket } from '../closed-socket.ts'
import type { Socket, SocketListener, Transport } from '../transport.ts'
import { PlatformSocket } from './platform-socket.ts'
import type { PlatformWebSocket, WebSocketConstructor } from './platform-web-socket.ts'

/** Scripts may close with 1000 and 3000-4999 alone (WHATWG WebSockets, `close()`). Other codes need one in their place. */
function closeProblem(code: number): string | undefined {
  return platformCloseCode(code) === code ? undefined : 'here the close code must be 1000 or 3000-4999'
}

/** Dials with the class that `find` gives at each dial. */
export function dialWith(find: () => WebSocketConstructor | undefined): Transport {
  const dial: Transport = ({ url, protocols, maxMessageSize }, listener: SocketListener): Socket => {
    const Class = find()
    if (Class === undefined) {
      listener.ended({ _tag: 'Unaddressable', cause: new Error('This platform has no WebSocket.') })
      return closedSocket
    }
    let websocket: WebSocketConstructor['prototype']
    try {
      websocket = new Class(url, [...protocols])
    } catch {
      // The error of the class quotes the address or the subprotocol, which may hold a token.
      listener.ended({ _tag: 'Unaddressable' })
      return closedSocket
    }
    return new PlatformSocket(websocket as PlatformWebSocket, listener, maxMessageSize)
  }
  return Object.assign(dial, { closeProblem })
}

/**
 * Makes a transport of a class like the platform's `WebSocket`: that of Electron, React Native, undici, a mock. As in
 * browsers, there is no ping, no back-pressure, no header, and no HTTP status of a refusal. The error of an `error` event is
 * the cause of the end that follows; its text is that of the class.
 *
 * @example
 * const chat = defineConnection({ url: 'wss://example.org/chat', transport: webSocketTransport(MockWebSocket) })
 */
export function webSocketTransport(Class: WebSocketConstructor): Transport {
  return dialWith(() => Class)
}
