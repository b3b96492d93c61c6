import type { Socket as TcpSocket } from 'node:net'

import type { Traffic } from '../traffic.ts'

/**
 * A handle of Node below a TCP or TLS socket. It is private, but nothing public shows how far a write in progress has
 * got. Node's own idle timeout reads `writeQueueSize` for the same purpose (`Socket.prototype._onTimeout`).
 */
interface Handle {
  readonly bytesRead?: number
  /** Bytes handed to libuv. */
  readonly bytesWritten?: number
  /** The part of `bytesWritten` that the operating system did not accept yet. */
  readonly writeQueueSize?: number
  /** Of a TLS handle: the one of the TCP socket below it. */
  readonly _parent?: Handle
}

/** Counts the bytes of a socket. All are 0 before it is connected, after its end, and without a handle of Node. */
export function trafficOf(socket: TcpSocket | undefined): Traffic {
  const handle = (socket as unknown as { readonly _handle?: Handle | null } | undefined)?._handle
  const { bytesRead = 0, bytesWritten = 0, writeQueueSize = 0 } = handle?._parent ?? handle ?? {}
  return { read: bytesRead, written: bytesWritten - writeQueueSize, stuck: writeQueueSize }
}
