import type { Either } from 'fp-ts/lib/Either.js'
import type { Observable, ObservableInput } from 'rxjs'

import type { Codec } from '../model/codec.ts'
import type { ConnectionError } from '../model/connection-error.ts'
import type { End, Verdict } from '../model/diagnose.ts'
import type { RetryPolicy } from '../model/retry.ts'
import type { Given } from '../model/with-defaults.ts'
import type { Transport } from '../transport/transport.ts'
import type { OutboxLimits } from './sending/send-queue.ts'
import type { Clock } from './timers/clock.ts'

/** The argument of a `url`, `headers` or `protocols` function. */
export interface DialContext {
  /** The number of the dial in its outage: 1 is the first. */
  readonly attempt: number
  /** Aborted when the answer is no longer wanted. */
  readonly signal: AbortSignal
}

/** A value, or a function that gives a fresh one for every dial. */
export type PerDial<T> = T | ((context: DialContext) => T | ObservableInput<T>)

/** HTTP headers of the opening handshake. */
export type Headers = Readonly<Record<string, string | ReadonlyArray<string>>>

/** The argument of `greet`: the dial, which is not `Open` yet. */
export interface GreetingContext<In, Out> {
  /** The messages that come before the connection is open. They are the greeting's own. */
  readonly receive$: Observable<In>
  /** Sends ahead of everything else. A `Left` never left; it reaches `error$` as well. */
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
  readonly passive: true
  /** A peer that is silent for so many milliseconds is dead. */
  readonly timeout: number
}

/** How to notice a dead peer. */
export type HeartbeatOptions<In, Out> = PingOptions<In, Out> | SilenceOptions

/** How to come back after an end. Given fields replace single defaults. */
export interface RetryOptions extends Given<RetryPolicy> {
  /** What an end means. One that throws leaves the default's verdict. */
  readonly diagnose?: ((end: End) => Verdict) | undefined
}

/** How a connection is described. Only `url` is required; all times are milliseconds, all sizes bytes. */
export interface ConnectionOptions<In, Out> {
  /** What settings, errors and inspection call it. Default: the url without userinfo and query. */
  readonly name?: string | undefined
  /** Where to: `ws:`, `wss:`, or `http(s):`, which is mapped as WHATWG does. */
  readonly url: PerDial<string | URL>
  /** The port of a url that names none; where it names one, the same. */
  readonly port?: number | undefined
  /** The subprotocols to offer. A function gives fresh ones for every dial: a token, say. Default: none. */
  readonly protocols?: PerDial<string | ReadonlyArray<string>> | undefined
  /** How messages become values. Default: `text`. */
  readonly codec?: Codec<In, Out> | undefined
  /** Node only. Default: none. */
  readonly headers?: PerDial<Headers> | undefined
  /** Options of `node:tls` `connect`, such as `ca`. Node only. Default: none. */
  readonly tls?: Readonly<Record<string, unknown>> | undefined
  /**
   * Runs after every opening handshake, before the connection is open. The last value that it emits becomes
   * `Open.greeting`.
   */
  readonly greet?: ((context: GreetingContext<NoInfer<In>, NoInfer<Out>>) => ObservableInput<unknown>) | undefined
  /** Covers address, handshakes and greeting. Default: 10 000. */
  readonly connectTimeout?: number | undefined
  /** For the flush and for the closing handshake, each (on Node at most 30 000); then the socket is dropped. Default: 5 000. */
  readonly closeTimeout?: number | undefined
  /** Default on Node: `{ interval: 30 000, timeout: 10 000 }`; in browsers: off unless a `message` is given. */
  readonly heartbeat?: HeartbeatOptions<NoInfer<In>, NoInfer<Out>> | false | undefined
  /** `false`: every end but `closed` is final. Default: `{ 500, 30 000, 2, 'full', Infinity, 5 000 }`. */
  readonly retry?: RetryOptions | false | undefined
  /**
   * When it emits, a waiting connection dials at once, and an open one with a heartbeat pings its peer. A waiting one
   * dials so at most once a second, and never before a `Retry-After` is over. Default in browsers: the window's
   * `online`, and the return of a page that was hidden, frozen or kept.
   */
  readonly wake$?: Observable<unknown> | undefined
  /** Default: `{ limit: 1 024, bytes: 16 MiB, overflow: 'reject' }`. */
  readonly outbox?: Given<OutboxLimits> | undefined
  /** A larger message closes with 1009. Default: 16 MiB. */
  readonly maxMessageSize?: number | undefined
  /** Milliseconds to stay open after the last lease is released. Default: 0. */
  readonly linger?: number | undefined
  /** The way out of the program. Default: the platform's. */
  readonly transport?: Transport | undefined
  /** Default: the platform's monotonic time. The virtual time of rxjs moves it. */
  readonly clock?: Clock | undefined
  /** Gives a number in [0, 1). Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}
