import type { Observable, ObservableInput } from 'rxjs'

import type { ConnectionOptions } from '../connection/options/options.ts'
import type { Codec } from '../model/codec.ts'
import type { Origins } from './origins.ts'
import type { Refusal } from './refusal.ts'

/** The options of an accepted connection. They mean what they mean in `defineConnection`, unless it is said here. */
export interface PeerOptions<In, Out> extends Pick<
  ConnectionOptions<In, Out>,
  | 'clock'
  | 'closeTimeout'
  | 'compression'
  | 'connectTimeout'
  | 'greet'
  | 'heartbeat'
  | 'linger'
  | 'maxMessageSize'
  | 'name'
  | 'outbox'
  | 'random'
> {
  /** The subprotocols that are supported, the preferred one first. The first that the peer offers is chosen. Default: none. */
  readonly protocols?: string | ReadonlyArray<string> | undefined
  /**
   * Bytes that a peer may send, frames included, while `greet` waits for a message of `receive$`. More: 1009. At any other
   * time before the greeting is over, nothing is read. Default: 64 KiB.
   */
  readonly maxGreetingSize?: number | undefined
}

/** An opening handshake that was refused. */
export interface RefusedPeer<Request> {
  /** The request. May hold secrets. */
  readonly request: Request
  /** The HTTP status of the answer. */
  readonly status: number
  /** The error of `peer`, or of its options. */
  readonly cause?: unknown
}

/** The rules of accepting: everything but the place where peers come in. All times are milliseconds, all sizes bytes. */
export interface AcceptRules<In, Out, Request> extends PeerOptions<In, Out> {
  /** Converts messages to values and back. Default: `text`. */
  readonly codec?: Codec<In, Out> | undefined
  /** The path of the requests to accept, without a query. Others get 404. Default: every path. */
  readonly path?: string | undefined
  /** The web pages that may connect. Others get 403. Default: those of the host that is asked. */
  readonly origins?: Origins | undefined
  /**
   * The network connections that may exist at a time, from the request on: those that are not started yet count too. More
   * get 503. Default: `Infinity`.
   */
  readonly maxConnections?: number | undefined
  /**
   * Called for each opening handshake that the options above allow: returns options for this peer, which replace those of
   * the same name, or `refuse(401)`; or a Promise or an Observable of them. It has `connectTimeout` to answer, then the peer
   * gets 503. If it fails, the peer gets 500.
   */
  readonly peer?:
    | ((
        request: Request,
      ) =>
        | PeerOptions<NoInfer<In>, NoInfer<Out>>
        | Refusal
        | ObservableInput<PeerOptions<NoInfer<In>, NoInfer<Out>> | Refusal>)
    | undefined
  /**
   * When it emits, no more peers are accepted, and each connection is stopped with 1001: it flushes, then closes. Then
   * `accept$` completes, within twice `closeTimeout`.
   */
  readonly shutdown$?: Observable<unknown> | undefined
  /** Called for each peer that was refused, for logs and counters. An error that it throws is ignored. */
  readonly onRefused?: ((refused: RefusedPeer<Request>) => void) | undefined
}
