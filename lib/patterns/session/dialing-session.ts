import type { Either } from 'fp-ts/lib/Either.js'
import { map, type Observable, Subject, switchMap, take } from 'rxjs'

import { type Connection, coreOf } from '../../connection/connection.ts'
import type { GreetingContext } from '../../connection/options/options.ts'
import type { Codec } from '../../model/codec.ts'
import { type Continuity, type Frame, hello } from './frames/frame.ts'
import { frameCodec } from './frames/frame-codec.ts'
import { Link } from './link.ts'
import type { Take } from './receiving/receivers.ts'
import { deliverAtOnce } from './sending/deliver.ts'
import { SessionEnd } from './session-end.ts'
import type { DeliveryError } from './session-error.ts'
import { type ResolvedSession, resolveSession, type SessionOptions } from './session-options.ts'
import type { SessionStart } from './session-start.ts'
import { received$, settled$ } from './subscribing.ts'

/** The subprotocol of sessions. */
export const subprotocol = 'pulsewire.session.v1'

/** The options of a connection that carries a session: for `defineConnection`, or for `accept$`. */
export interface SessionConnectionOptions {
  /** The subprotocol of sessions. */
  readonly protocols: string
  /** The codec of its frames. The codec of the session stands inside. */
  readonly codec: Codec<Frame, Frame>
  /** Resumes the session, or begins it. */
  readonly greet: (context: GreetingContext<Frame, Frame>) => Observable<SessionStart>
}

/** The dialing end of a session. It outlives sockets and runs of its connection. */
export class DialingSession<In, Out> {
  readonly options: SessionConnectionOptions
  readonly continuity$: Observable<Continuity>
  readonly #resolved: ResolvedSession<In, Out>
  readonly #continuities = new Subject<Continuity>()
  readonly #end: SessionEnd<In, Out>
  readonly #links = new WeakMap<object, Link<In, Out>>()
  #id: string | undefined

  constructor(options: SessionOptions<In, Out>) {
    this.#resolved = resolveSession(options)
    this.continuity$ = this.#continuities.asObservable()
    this.#end = new SessionEnd(this.#resolved, { attached: ignore, detached: ignore, over: ignore })
    this.options = { protocols: subprotocol, codec: frameCodec, greet: (context) => this.#greet(context) }
  }

  receive$(connection: Connection<Frame, Frame>, take?: Take<In>): Observable<In> {
    return received$(this.#linkOf(connection), take)
  }

  /** @throws `TypeError` if the connection has not the options of this session */
  #linkOf(connection: Connection<Frame, Frame>): Link<In, Out> {
    const core = coreOf(connection)
    if (core.options.greet !== this.options.greet) {
      throw new TypeError('session: the connection is of another session. Define it with ...session.options')
    }
    const known = this.#links.get(core)
    if (known !== undefined) return known
    const link = new Link<In, Out>(connection, this.#resolved.codec, 'Dialing')
    this.#links.set(core, link)
    return link
  }

  /** The end is the same for all sockets, so messages are accepted before the first one too. */
  deliver$(connection: Connection<Frame, Frame>, source$: Observable<Out>): Observable<Either<DeliveryError, Out>> {
    return deliverAtOnce(this.#linkOf(connection), this.#end, source$)
  }

  #greet({ receive$, send }: GreetingContext<Frame, Frame>): Observable<SessionStart> {
    return settled$(this.#end).pipe(
      switchMap(() => {
        send(hello(this.#id, this.#end.taken))
        return receive$
      }),
      take(1),
      map((frame) => this.#welcomed(frame)),
    )
  }

  #welcomed(frame: Frame): SessionStart {
    if (frame._tag !== 'Welcome') throw new Error('the peer did not greet as a session does')
    const { id, got } = frame
    const isResumed = frame.continuity === 'resumed'
    if (isResumed ? id !== this.#id || !this.#end.window.canResumeFrom(got) : got !== 0) {
      this.#forget()
      throw new Error(
        'the peer greeted with numbers that were never sent in this session. The next greeting begins a new one',
      )
    }
    if (isResumed) {
      this.#end.window.acknowledge(got)
      return this.#begin('resumed')
    }
    const isLost = this.#id !== undefined
    if (isLost) this.#end.lose()
    this.#id = id
    return this.#begin(isLost ? 'lost' : 'fresh')
  }

  #begin(continuity: Continuity): SessionStart {
    this.#end.supersede()
    this.#continuities.next(continuity)
    return this.#end.begin(continuity)
  }

  /** The next greeting begins a new session. */
  #forget(): void {
    if (this.#id === undefined) return
    this.#id = undefined
    this.#end.lose()
    this.#continuities.next('lost')
  }
}

function ignore(): void {
  // The end itself does all that sockets need.
}
