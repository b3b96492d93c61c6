/**
 * How Node reaches the peer. Declared without the types of Node, which a program for browsers does not have. Browsers
 * ignore all of it.
 */
export interface NodeOptions {
  /** An agent of `node:http` for `ws:`, of `node:https` for `wss:`: a proxy, for example. */
  readonly agent?: object | undefined
  /** Resolves host names instead of `node:dns`. */
  readonly lookup?: LookupFunction | undefined
  /** The local address to connect from. */
  readonly localAddress?: string | undefined
  /** The path of a Unix domain socket, or of a named pipe on Windows. The host of the url then only names the peer. */
  readonly socketPath?: string | undefined
  /** Makes the connection: gets what `net.connect` or `tls.connect` would, and returns a Duplex stream of Node. */
  readonly createConnection?: ((options: Readonly<Record<string, unknown>>) => object) | undefined
}

/** As `lookup` of `node:dns`. */
export type LookupFunction = (
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
) => void

/** The options that `net.connect` passes to a `lookup` function (`node:dns`). */
export interface LookupOptions {
  /** The IP version to resolve; absent or 0: any. */
  readonly family?: number | 'IPv4' | 'IPv6' | undefined
  /** Flags of `node:dns`, such as `ADDRCONFIG`. */
  readonly hints?: number | undefined
  /** Whether the callback gets all addresses, as an array. */
  readonly all?: boolean | undefined
}

/** One resolved address. */
export interface LookupAddress {
  /** The address, as text. */
  address: string
  /** 4 or 6. */
  family: number
}

/** How messages are compressed (permessage-deflate, RFC 7692). */
export interface CompressionOptions {
  /** Bytes. Smaller messages are sent as they are. 1,024 by default. */
  readonly threshold?: number | undefined
  /**
   * Bytes of a received message after decompression; a larger one fails the connection with 1009. `maxMessageSize` by
   * default, and never more than that.
   */
  readonly maxInflatedSize?: number | undefined
}
