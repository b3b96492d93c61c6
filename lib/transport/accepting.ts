import type { CompressionOptions } from './dial-options.ts'
import type { Socket, SocketListener } from './transport.ts'

/** The part of a connection's options that its opening handshake needs. */
export interface OpeningSettings {
  /** The subprotocols that are supported, the preferred one first. */
  readonly protocols: ReadonlyArray<string>
  /** Bytes. A larger message fails the connection with 1009. */
  readonly maxMessageSize: number
  /** Whether to agree on permessage-deflate, and how to use it. */
  readonly compression: boolean | CompressionOptions
  /** Milliseconds that a peer has for its part of a closing handshake. */
  readonly closeTimeout: number
}

/** A close code and reason. */
export interface Farewell {
  readonly code: number
  readonly reason: string
}

/** The opening handshake of a peer. It waits to be accepted or refused, and holds one network connection until then. */
export interface Opening<Request> {
  /** The HTTP request, as the platform gives it. May hold secrets. */
  readonly request: Request
  /** The path that the peer asks for, without the query. */
  readonly path: string
  /** The address that the peer dialed, as far as the request shows it. */
  readonly url: string
  /** The network address and port of the peer. Empty where unknown. */
  readonly remote: string
  /** The `Origin` header: browsers send it, and no page can change it. */
  readonly origin: string | undefined
  /** The `Host` header. */
  readonly host: string | undefined
  /** Answers with HTTP instead, and ends the network connection. */
  refuse(status: number, headers?: Readonly<Record<string, string>>, body?: string): void
  /** Switches protocols. `undefined`: the request is no valid opening handshake, and was answered so. */
  accept(settings: OpeningSettings): AcceptedSocket | undefined
  /** Calls `gone` once, when the network connection has ended. */
  onGone(gone: () => void): void
}

/** A socket that a peer has opened. Nothing is read from it until it is adopted and resumed. */
export interface AcceptedSocket {
  /** Hands the socket to its connection. It is open already: `opened` is called at once. Call it once. */
  adopt(listener: SocketListener): Socket
  /** Closes a socket that was not adopted: sends a close frame and drops what the peer sends. */
  turnAway(farewell: Farewell): void
  /**
   * Limits the bytes that the peer may send until `unlimit`.
   *
   * @param exceeded - called for each chunk beyond, once its messages were delivered. It may end the socket
   */
  limit(bytes: number, exceeded: () => void): void
  /** Ends the limit. */
  unlimit(): void
  /** Makes `terminate` send a close frame, which the peer may answer for `closeTimeout`. `undefined`: it drops at once. */
  partWith(farewell: Farewell | undefined): void
}

/** Gives openings to `take` until the function that it returns is called. */
export type OpeningSource<Request> = (take: (opening: Opening<Request>) => void, end: OpeningSourceEnd) => () => void

/** The end of a source that was not stopped. */
export interface OpeningSourceEnd {
  readonly error: (error: unknown) => void
  readonly complete: () => void
}
