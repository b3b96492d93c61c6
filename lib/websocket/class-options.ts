import type { Connection } from '../connection/connection.ts'
import type { ConnectionOptions } from '../connection/options.ts'
import type { ConnectedWebSocket, WireData } from './web-socket-types.ts'

/** The options of a connection that hold for every socket of a class. */
export type SharedOptions = Omit<ConnectionOptions<WireData, WireData>, 'name' | 'url' | 'port' | 'protocols' | 'codec'>

/** The options of a class of sockets. */
export interface ClassOptions extends SharedOptions {
  /** The `binaryType` that a socket begins with. Default: 'blob'. socket.io on Node needs 'arraybuffer'. */
  readonly binaryType?: 'blob' | 'arraybuffer' | undefined
  /** The base of relative urls. Default: the page's address. */
  readonly baseUrl?: string | URL | undefined
  /**
   * Whether a new socket takes over a connection at rest with the same url, subprotocols and headers. Its backoff then
   * outlives a socket, so a client that reconnects at once cannot flood a server that accepts and drops. Default: `false`.
   */
  readonly pool?: boolean | undefined
  /** Called in the constructor with the connection behind the new socket. */
  readonly onConnection?: ((connection: Connection<WireData, WireData>, socket: ConnectedWebSocket) => void) | undefined
}

/** Describes a connection on some platform. */
export type DefineSocketConnection = (options: ConnectionOptions<WireData, WireData>) => Connection<WireData, WireData>

/** Nothing that was accepted is lost for lack of room, as in WHATWG WebSockets: the program watches `bufferedAmount`. */
export const unlimitedOutbox: { readonly limit: number; readonly bytes: number } = { limit: Infinity, bytes: Infinity }
