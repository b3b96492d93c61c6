import type { Either } from 'fp-ts/lib/Either.js'
import type { Observable, ObservableInput } from 'rxjs'

import type { Codec } from '../../model/codec.ts'
import type { ConnectionError } from '../../model/connection-error.ts'
import type { End, Verdict } from '../../model/diagnose.ts'
import type { RetryPolicy } from '../../model/retry.ts'
import type { CompressionOptions, NodeOptions } from '../../transport/dial-options.ts'
import type { Transport } from '../../transport/transport.ts'
import type { OutboxLimits } from '../sending/send-queue.ts'
import type { Clock } from '../timers/clock.ts'
import type { Given } from './with-defaults.ts'

/** The argument of a `url`, `headers` or `protocols` function. */
export interface DialContext {
  /** The number of the dial in its outage. 1: the first. */
  readonly attempt: number
  /** Aborted when the dial is abandoned before the function has answered. */
  readonly signal: AbortSignal
}

/** A value, or a function that gives a fresh one before every dial: the value, a Promise or an Observable of it. */
export type PerDial<T> = T | ((context: DialContext) => T | ObservableInput<T>)

/** HTTP headers of the opening handshake. Those that are `undefined` are left out, and an `OptionIgnored` names them. */
export type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/** The argument of `greet`: a connection that is not `Open` yet. */
export interface GreetingContext<In, Out> {
  /** Emits the messages that arrive before the connection is open. No other subscriber gets them. */
  readonly receive$: Observable<In>
  /** Sends a message ahead of all others. A `Left` was never sent; its error also reaches `error$`. */
  readonly send: (value: Out) => Either<ConnectionError, Out>
}

/** Ping the peer, to notice when it is dead. */
export interface PingOptions<In, Out> {
  /** Milliseconds from one ping to the next. */
  readonly interval: number
  /** A peer that gives no sign of life for so many milliseconds after a ping is dead. */
  readonly timeout: number
  /** Sent instead of a protocol ping. A function is called for each ping. */
  readonly message?: Out | (() => Out) | undefined
  /** Recognizes the replies to it. They go no further. */
  readonly isReply?: ((value: In) => boolean) | undefined
}

/** Never ping: the peer is dead when it is silent. For feeds that send messages all the time. */
export interface SilenceOptions {
  /** Selects this kind of heartbeat. */
  readonly passive: true
  /** A peer that is silent for so many milliseconds is dead. */
  readonly timeout: number
}

/** How to notice a dead peer. */
export type HeartbeatOptions<In, Out> = PingOptions<In, Out> | SilenceOptions

/** How to reconnect. Each field that is given replaces its default. */
export interface RetryOptions extends Given<RetryPolicy> {
  /** Decides what follows an end. If it throws or returns no verdict, the default decides. */
  readonly diagnose?: ((end: End) => Verdict) | undefined
}

/**
 * The description of a connection, as users give it. Only `url` is required. All times are milliseconds, all sizes bytes.
 * `ResolvedOptions` is what it becomes.
 */
export interface ConnectionOptions<In, Out> {
  /** The name in settings, errors and inspection. Default: the url without userinfo and query. */
  readonly name?: string | undefined
  /**
   * The address: `ws:`, `wss:`, or `http(s):`, which is mapped as WHATWG does; `port:` and a name with the `transport` of
   * `pulsewire/port`.
   */
  readonly url: PerDial<string | URL>
  /** The port of a url that names none. If the url names one, the same one. */
  readonly port?: number | undefined
  /** The subprotocols to offer. A function gives fresh ones for every dial, such as a token. Default: none. */
  readonly protocols?: PerDial<string | ReadonlyArray<string>> | undefined
  /** Converts messages to values and back. Default: `text`. */
  readonly codec?: Codec<In, Out> | undefined
  /** Headers of the opening handshake. Node only. Default: none. */
  readonly headers?: PerDial<Headers> | undefined
  /** Options of `node:tls` `connect`, such as `ca`. Node only. Default: none. */
  readonly tls?: Readonly<Record<string, unknown>> | undefined
  /** How Node reaches the peer: an agent for proxies, a Unix socket, a look-up of names. Node only. Default: none. */
  readonly node?: NodeOptions | undefined
  /** Whether to offer permessage-deflate, and how to use it. Browsers always offer it. Default on Node: `false`. */
  readonly compression?: boolean | CompressionOptions | undefined
  /**
   * `true`: the connection alone, its socket and its timers, does not keep the process alive. A dial or a close that is
   * under way may, for as long as its timeout. A `clock` of your own answers for its timers. Node only. Default: `false`.
   */
  readonly unref?: boolean | undefined
  /**
   * Authenticates or subscribes after every opening handshake. The connection is `Open` when it completes. The last value
   * that it emits becomes `Open.greeting`.
   */
  readonly greet?: ((context: GreetingContext<NoInfer<In>, NoInfer<Out>>) => ObservableInput<unknown>) | undefined
  /** Milliseconds for address, handshakes and greeting together. Default: 10 000. */
  readonly connectTimeout?: number | undefined
  /**
   * Milliseconds for the flush and for the closing handshake, each (on Node at most 30 000). Then the socket is dropped.
   * Default: 5 000.
   */
  readonly closeTimeout?: number | undefined
  /** Default on Node: `{ interval: 30 000, timeout: 10 000 }`. Default in browsers: `false`, since they cannot ping. */
  readonly heartbeat?: HeartbeatOptions<NoInfer<In>, NoInfer<Out>> | false | undefined
  /** `false`: every end except `closed` is final. Default: `{ 500, 30 000, 2, 'full', Infinity, 5 000 }`. */
  readonly retry?: RetryOptions | false | undefined
  /**
   * When it emits, a waiting connection dials at once, and an open one with a heartbeat pings its peer. A waiting one
   * dials so at most once a second, and never before a `Retry-After` is over. Default in browsers: the window's
   * `online`, and the return of a page that was hidden, frozen or kept.
   */
  readonly wake$?: Observable<unknown> | undefined
  /** How much may wait to be sent. Default: `{ limit: 1 024, bytes: 16 MiB, overflow: 'reject' }`. */
  readonly outbox?: Given<OutboxLimits> | undefined
  /**
   * Bytes of a received message. A larger one fails the connection with 1009. At most 512 MiB, the longest string of V8.
   * Default: 16 MiB.
   */
  readonly maxMessageSize?: number | undefined
  /** Milliseconds to stay open after the last lease is released. Default: 0. */
  readonly linger?: number | undefined
  /** Opens sockets. Default: the platform's. */
  readonly transport?: Transport | undefined
  /** Default: the platform's monotonic time. The virtual time of rxjs moves it. */
  readonly clock?: Clock | undefined
  /** Returns a number in [0, 1). Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}
