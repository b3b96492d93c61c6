import type { ClientOptions } from 'ws'

import { closedSocket } from '../closed-socket.ts'
import type { DialRequest, Socket, SocketListener, Transport } from '../transport.ts'
import { OwnedWebSocket } from './owned-web-socket.ts'
import { unaddressable } from './ws-end.ts'
import { WsSocket } from './ws-socket.ts'

/** What `ws` can count to; more would mean no limit. */
const largestMaxPayload = 2 ** 31 - 1

/**
 * Milliseconds that a peer which began the closing handshake has for taking the rest of it. A closing handshake that
 * we began has the connection's own, shorter limit.
 */
const closeTimeout = 30_000

function toOptions({ headers, tls, maxMessageSize }: DialRequest): ClientOptions {
  const options = {
    ...tls,
    headers,
    autoPong: false,
    closeTimeout,
    followRedirects: false,
    maxPayload: Math.min(maxMessageSize, largestMaxPayload),
    perMessageDeflate: false,
    skipUTF8Validation: true,
  }
  // The types of `ws` are narrower than what it passes on to `node:http` and `node:tls`.
  return options as unknown as ClientOptions
}

function dial(request: DialRequest, listener: SocketListener): Socket {
  let websocket: OwnedWebSocket
  try {
    websocket = new OwnedWebSocket(request.url, [...request.protocols], toOptions(request))
  } catch (error) {
    listener.ended(unaddressable(error))
    return closedSocket
  }
  const socket = new WsSocket(websocket, listener)
  websocket.owner = socket
  return socket
}

/** Node's transport, over `ws`. */
export const transport: Transport = Object.assign(dial, { toBytes: (text: string): Uint8Array => Buffer.from(text) })

/** The heartbeat where the options give none: protocol pings cost little and find every dead peer. Milliseconds. */
export const heartbeat: { readonly interval: number; readonly timeout: number } = { interval: 30_000, timeout: 10_000 }
