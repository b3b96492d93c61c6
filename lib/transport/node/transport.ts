import { closedSocket } from '../closed-socket.ts'
import type { DialRequest, Socket, SocketListener, Transport } from '../transport.ts'
import { OwnedWebSocket } from './owned-web-socket.ts'
import { unaddressable } from './ws-end.ts'
import { compressionThreshold, toOptions } from './ws-options.ts'
import { WsSocket } from './ws-socket.ts'

/** Makes a transport over a class of sockets. Specs give another one. */
export function transportOver(Class: typeof OwnedWebSocket): Transport {
  const dial = (request: DialRequest, listener: SocketListener): Socket => {
    let websocket: OwnedWebSocket
    try {
      websocket = new Class(request.url, [...request.protocols], toOptions(request))
    } catch (error) {
      listener.ended(unaddressable(error))
      return closedSocket
    }
    const socket = new WsSocket(websocket, listener, compressionThreshold(request))
    websocket.owner = socket
    return socket
  }
  return Object.assign(dial, { toBytes: (text: string): Uint8Array => Buffer.from(text) })
}

/** Node's transport, over `ws`. */
export const transport: Transport = transportOver(OwnedWebSocket)

/** The default heartbeat, in milliseconds. Protocol pings cost little and find every dead peer. */
export const heartbeat: { readonly interval: number; readonly timeout: number } = { interval: 30_000, timeout: 10_000 }
