import type { Either } from 'fp-ts/lib/Either.js'
import type { Observable, OperatorFunction } from 'rxjs'

import type { Connection } from '../../connection/connection.ts'
import { AcceptingSessions } from './accepting/accepting-sessions.ts'
import type { SessionsOptions } from './accepting/sessions-options.ts'
import { DialingSession, type SessionConnectionOptions } from './dialing-session.ts'
import type { Continuity, Frame } from './frames/frame.ts'
import type { Take } from './receiving/receivers.ts'
import type { DeliveryError } from './session-error.ts'
import type { SessionOptions } from './session-options.ts'
import type { SessionStart } from './session-start.ts'

export type { SessionStore, StoredSession } from './accepting/session-store.ts'
export type { SessionsOptions } from './accepting/sessions-options.ts'
export type { SessionConnectionOptions } from './dialing-session.ts'
export type { Continuity, Frame } from './frames/frame.ts'
export type { Take } from './receiving/receivers.ts'
export type { DeliveryError, DeliveryUncertain, SessionEnded, WindowFull } from './session-error.ts'
export type { SessionOptions, WindowLimits } from './session-options.ts'
export type { SessionStart } from './session-start.ts'

/** A connection that carries a session: its messages are frames. */
export type SessionConnection = Connection<Frame, Frame>

/** How to receive the messages of a session. */
export interface ReceiveOptions<In> {
  /**
   * Stores a message, for example. The message is emitted and acknowledged once this has resolved; the next one waits. If it
   * rejects, the socket is given up, and the message arrives again on the next one.
   */
  readonly take?: Take<In> | undefined
}

/** The members that both kinds of ends have. */
export interface SessionParts<In, Out> {
  /** The options of its connections: spread them into `defineConnection` or `accept$`. */
  readonly options: SessionConnectionOptions
  /**
   * Emits each message of the session once, in order, across sockets. A message is acknowledged when the subscribers have
   * returned. While nobody is subscribed, messages wait.
   */
  readonly receive$: (connection: SessionConnection, options?: ReceiveOptions<In>) => Observable<In>
  /** Delivers the values of a source: `deliver` as a function of the source. */
  readonly deliver$: (connection: SessionConnection, source$: Observable<Out>) => Observable<Either<DeliveryError, Out>>
}

/** The dialing end of a session. */
export interface Session<In, Out> extends SessionParts<In, Out> {
  /** Emits for each socket, before its first message, whether the session goes on. */
  readonly continuity$: Observable<Continuity>
}

/** The accepting ends of the sessions of a server. */
export interface Sessions<In, Out> extends SessionParts<In, Out> {
  /** The options for the connections of one user: its sessions can be resumed by that user alone. */
  readonly optionsFor: (user: string) => SessionConnectionOptions
  /** Emits once a connection carries a session, before its first message. Completes as the connection ends. */
  readonly start$: (peer: SessionConnection) => Observable<SessionStart>
}

/**
 * Makes the dialing end of a session: messages arrive at least once and are deduplicated, in order, across sockets. It is
 * at least once with deduplication, within `window` and `keep`, between two ends that both speak it. Experimental.
 *
 * @example
 * const ledger = session({ codec: text })
 * const shop = defineConnection({ url: 'wss://example.org/orders', ...ledger.options })
 * order$.pipe(deliver(ledger, shop)).subscribe((result) => console.log(result._tag))
 * ledger.receive$(shop).subscribe((line) => console.log(line))
 *
 * @throws `RangeError` if a number can never work
 */
export function session<In, Out>(options: SessionOptions<In, Out>): Session<In, Out> {
  const own = new DialingSession(options)
  return {
    options: own.options,
    continuity$: own.continuity$,
    receive$: (connection, { take } = {}) => own.receive$(connection, take),
    deliver$: (connection, source$) => own.deliver$(connection, source$),
  }
}

/**
 * Makes the accepting ends of sessions. A session outlives its socket by `keep`. Experimental.
 *
 * @example
 * const ledgers = sessions({ codec: text })
 * accept$({ port: 8080, ...ledgers.options })
 *   .pipe(mergeMap((peer) => merge(ledgers.receive$(peer), clientStart$(peer).pipe(catchError(() => EMPTY)))))
 *   .subscribe({ error: (error) => console.error(error.message) })
 *
 * @throws `RangeError` if a number can never work
 */
export function sessions<In, Out>(options: SessionsOptions<In, Out>): Sessions<In, Out> {
  const own = new AcceptingSessions(options)
  return {
    options: own.options,
    optionsFor: (user) => own.optionsFor(user),
    receive$: (peer, { take } = {}) => own.receive$(peer, take),
    start$: (peer) => own.start$(peer),
    deliver$: (peer, source$) => own.deliver$(peer, source$),
  }
}

/**
 * Delivers each value of the source in a session, and emits one result for each, in order.
 *
 * - `Right`: the other end has taken the message.
 * - `Left(WindowFull)`: not accepted. `Left(EncodeFailed)`: not accepted, and a Fault.
 * - `Left(DeliveryUncertain)`: the session was lost after the message was sent. The other end may have taken it.
 * - `Left(SessionEnded)`: a session of a server ended before the message was sent.
 *
 * Messages wait while there is no socket, at rest too. Completes and errors as the source does, after its results.
 * Unsubscribing withdraws the messages that were never sent. With an accepted connection, the source is subscribed to as
 * soon as the connection is open, and its messages go on over later sockets of the same session.
 *
 * @example
 * order$.pipe(deliver(ledger, shop)).subscribe((result) => console.log(result._tag))
 */
export function deliver<In, Out>(
  session: Session<In, Out> | Sessions<In, Out>,
  connection: SessionConnection,
): OperatorFunction<Out, Either<DeliveryError, Out>> {
  return (source$) => session.deliver$(connection, source$)
}
