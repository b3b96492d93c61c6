import type { Handshake } from '../model/connection-state.ts'
import type { CompressionOptions, NodeOptions } from './dial-options.ts'
import type { Traffic } from './traffic.ts'

/** Everything needed for one opening handshake. Secrets are in here: it is never part of an event or an error. */
export interface DialRequest {
  /** An absolute `ws:` or `wss:` address, or one of `port:` where the transport has declared that, without a fragment. */
  readonly url: string
  /** The subprotocols to offer. */
  readonly protocols: ReadonlyArray<string>
  /** Headers of the opening handshake. Platforms that cannot send them ignore them. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string>>>
  /** TLS options, as for `connect` of `node:tls`. Platforms without them ignore them. */
  readonly tls: Readonly<Record<string, unknown>>
  /** Bytes. A larger message fails the connection with 1009. */
  readonly maxMessageSize: number
  /** How Node reaches the peer. Other platforms ignore it. */
  readonly node?: NodeOptions | undefined
  /** Whether to offer permessage-deflate, and how to use it. Absent: not. Browsers decide by themselves. */
  readonly compression?: boolean | CompressionOptions | undefined
  /** Whether the socket alone does not keep the process alive. Only Node has a use for it. */
  readonly unref?: boolean | undefined
}

/** Why a socket has ended. Reported once, when it holds nothing any more. */
export type SocketEnd =
  /** The address or the options can never be dialed. `problem` says why, and what to do; neither it nor `cause` quotes them. */
  | { readonly _tag: 'Unaddressable'; readonly problem?: string; readonly cause?: unknown }
  | Refused
  /** The peer broke RFC 6455 or `maxMessageSize`, and was sent this close code. */
  | { readonly _tag: 'Violated'; readonly code: number; readonly cause?: unknown }
  /** Closed after it was open: by a closing handshake (`wasClean`), or not (code 1006). */
  | {
      readonly _tag: 'Closed'
      readonly code: number
      readonly reason: string
      readonly wasClean: boolean
      readonly cause?: unknown
    }

/** The opening handshake failed. */
export interface Refused {
  /** The tag of this end. */
  readonly _tag: 'Refused'
  /** Why, and what to do, where the platform shows it. Quotes neither the address nor the options. */
  readonly problem?: string
  /** `true`: the same dial would be refused again, as where the peer's certificate is not accepted. */
  readonly isLasting?: boolean
  /** The HTTP status, if the peer answered with HTTP. */
  readonly status?: number
  /** The wait that the peer requests with `Retry-After`, in milliseconds. */
  readonly retryAfter?: number
  /** The headers of the answer, by lower-case name. They may hold secrets, such as cookies. */
  readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>
  /** The first 4,096 bytes of the answer's body, as text. */
  readonly body?: string
  /** `Location` of a redirect, as the peer sent it. */
  readonly location?: string
  /** `true`: the peer accepted, but chose no subprotocol, or one that was not offered (RFC 6455, section 4.1). */
  readonly isSubprotocolRefused?: boolean
  /** The platform's error, if there was one. */
  readonly cause?: unknown
}

/** Receives a socket's events. Calls may come while the transport is still being called: a transport may be synchronous. */
export interface SocketListener {
  /** The opening handshake succeeded. `headers` are those of the response, where the platform shows them. */
  opened(handshake: Omit<Handshake, 'url'>): void
  /**
   * A message: a string, or bytes with `isBinary` false, is text; bytes with `isBinary` true are binary, and a plain
   * `Uint8Array` (never a Buffer) that may be kept. Bytes of a text are read at once and not kept.
   */
  received(data: string | Uint8Array, isBinary: boolean): void
  /** A pong came. */
  ponged(): void
  /**
   * The peer began the closing handshake. The socket answers it without being asked, and `ended` follows. Not called for
   * the answer to a close frame of ours. Browsers never call it.
   *
   * @param code - the code of the peer's close frame, or 1005 if it carries none
   */
  closing?(code: number, reason: string): void
  /** The socket is gone. The last call; exactly one, after `terminate` too. */
  ended(end: SocketEnd): void
}

/** Called once for each message, in order, when it was handed to the operating system, or with the error that prevented it. */
export type WriteDone = (error?: Error | null) => void

/** One socket. Every method may be called at any time and never throws. After the end none has an effect. */
export interface Socket {
  /**
   * Hands over a message.
   *
   * @param data - bytes may be sent as text: `isBinary` decides. The caller leaves them unchanged until `done` is called
   * @param done - called once for each message, in order, when it was handed to the operating system (browsers: to the
   * platform, while that holds little), or with an error when it was not. A caller of many sends passes the same function
   * each time. Never called after the socket was destroyed: unanswered messages are uncertain then
   */
  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void
  /**
   * Begins the closing handshake, behind everything sent before. Before the opening handshake it abandons.
   *
   * @param code - absent: the close frame carries no status, and the peer sees 1005 (RFC 6455, section 7.1.5)
   */
  close(code?: number, reason?: string): void
  /** Drops the socket at once, without a handshake. */
  terminate(): void
  /** Bytes handed over and not yet handed to the operating system. */
  readonly bufferedAmount: number
  /** How many bytes the network has moved so far. Compare two results with `hasMoved`. Absent where unknown. */
  traffic?(): Traffic
  /** Sends a ping. Absent where the platform cannot. */
  ping?(): void
  /** Stops reading from the network, so that TCP slows the peer down. Absent where the platform cannot. */
  pause?(): void
  /** Resumes reading. Absent where `pause` is. */
  resume?(): void
  /**
   * Decodes a text message that came as bytes. `undefined`: the socket has begun to fail, with 1007 if they are no UTF-8,
   * with 1009 if they are too long for a string. Present exactly where text messages come as bytes.
   */
  toText?(bytes: Uint8Array): string | undefined
  /** Checks a text message that need not be decoded. `false`: the socket has begun to fail with 1007. */
  isText?(bytes: Uint8Array): boolean
}

/** Dials. Never throws: an address that can never be dialed ends as `Unaddressable`. */
export interface Transport {
  /** Opens a socket, and reports its events to `listener`. */
  (request: DialRequest, listener: SocketListener): Socket
  /** Turns text into the bytes that `send` takes fastest. Absent where strings are sent as they are. */
  readonly toBytes?: (text: string) => Uint8Array
  /** Gives the reason why a closing handshake may not carry a code of RFC 6455. Absent where it may carry each. */
  readonly closeProblem?: (code: number) => string | undefined
  /** Declares that it takes urls of `port:` beside `ws:` and `wss:`. Absent: it does not. */
  readonly scheme?: 'port:'
}
