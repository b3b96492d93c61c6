import { platformCloseCode } from '../../model/close-code.ts'
import { closedSocket } from '../closed-socket.ts'
import type { DialRequest, Socket, SocketListener, Transport } from '../transport.ts'
import { PlatformSocket } from './platform-socket.ts'
import type { PlatformConstructor } from './platform-web-socket.ts'

export { onWake } from './wake.ts'

function dial({ url, protocols, maxMessageSize }: DialRequest, listener: SocketListener): Socket {
  const { WebSocket } = globalThis as unknown as { readonly WebSocket?: PlatformConstructor }
  if (WebSocket === undefined) {
    listener.ended({ _tag: 'Unaddressable', cause: new Error('This platform has no WebSocket.') })
    return closedSocket
  }
  try {
    return new PlatformSocket(new WebSocket(url, [...protocols]), listener, maxMessageSize)
  } catch {
    // What the platform throws quotes the address or the subprotocol, which may hold a token.
    listener.ended({ _tag: 'Unaddressable' })
    return closedSocket
  }
}

/** Scripts may close with 1000 and 3000-4999 (WHATWG WebSockets, `close()`): what needs no other code to stand for it. */
function closeProblem(code: number): string | undefined {
  return platformCloseCode(code) === code ? undefined : 'here the close code must be 1000 or 3000-4999'
}

/**
 * The `WebSocket` of browsers, workers, Deno, Bun and Node from 22 on. It has neither pings nor back-pressure, hides the
 * HTTP status of a refusal, and sends no headers. Globals are touched when it dials, and not before.
 */
export const transport: Transport = Object.assign(dial, { closeProblem })

/** The platform cannot ping, so nothing is asked where the options give no `message` to ask with. */
export const heartbeat = false as const
