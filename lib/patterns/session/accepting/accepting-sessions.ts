import type { Either } from 'fp-ts/lib/Either.js'
import { concatMap, map, type Observable, of, take } from 'rxjs'

import { type Connection, coreOf } from '../../../connection/connection.ts'
import type { GreetingContext } from '../../../connection/options/options.ts'
import type { Clock } from '../../../connection/timers/clock.ts'
import { type SessionConnectionOptions, subprotocol } from '../dialing-session.ts'
import { type Frame, welcome } from '../frames/frame.ts'
import { frameCodec } from '../frames/frame-codec.ts'
import { Link } from '../link.ts'
import type { Take } from '../receiving/receivers.ts'
import { deliverOnceOpen } from '../sending/deliver.ts'
import type { DeliveryError } from '../session-error.ts'
import type { ResolvedSession } from '../session-options.ts'
import type { SessionStart } from '../session-start.ts'
import { received$, settled$, starts$ } from '../subscribing.ts'
import { dismissed } from './dismissed.ts'
import { GuardedStore, isCurrent } from './guarded-store.ts'
import { type Keeper, KeptSession } from './kept-session.ts'
import type { StoredSession } from './session-store.ts'
import { resolveSessions, type SessionsOptions } from './sessions-options.ts'

interface Admission {
  readonly greeting: Frame
  readonly start: SessionStart
}

/** The accepting ends of many sessions, by id. */
export class AcceptingSessions<In, Out> implements Keeper<In, Out> {
  readonly options: SessionConnectionOptions
  readonly keep: number
  readonly clock: Clock
  readonly #resolved: ResolvedSession<In, Out>
  readonly #limit: number
  readonly #store: GuardedStore | undefined
  readonly #newId: () => string
  readonly #sessions = new Map<string, KeptSession<In, Out>>()
  /** Sessions without a socket, the oldest first. */
  readonly #waiting = new Set<KeptSession<In, Out>>()
  readonly #links = new WeakMap<object, Link<In, Out>>()

  constructor(options: SessionsOptions<In, Out>) {
    const { session, keep, limit, store, clock, newId } = resolveSessions(options)
    this.#resolved = session
    this.keep = keep
    this.clock = clock
    this.#limit = limit
    this.#store = store && new GuardedStore(store, (id) => this.#sessions.has(id))
    this.#newId = newId
    this.options = this.optionsFor('')
  }

  /** The number of sessions in this process. */
  get size(): number {
    return this.#sessions.size
  }

  optionsFor(user: string): SessionConnectionOptions {
    return { protocols: subprotocol, codec: frameCodec, greet: (context) => this.#greet(context, user) }
  }

  receive$(peer: Connection<Frame, Frame>, taker?: Take<In>): Observable<In> {
    return received$(this.#linkOf(peer), taker)
  }

  start$(peer: Connection<Frame, Frame>): Observable<SessionStart> {
    return starts$(this.#linkOf(peer))
  }

  deliver$(peer: Connection<Frame, Frame>, source$: Observable<Out>): Observable<Either<DeliveryError, Out>> {
    return deliverOnceOpen(this.#linkOf(peer), source$)
  }

  /** @throws `TypeError` if the connection has not the options of sessions */
  #linkOf(peer: Connection<Frame, Frame>): Link<In, Out> {
    const core = coreOf(peer)
    if (core.options.codec !== frameCodec) {
      throw new TypeError('sessions: the connection carries no session. Accept it with ...sessions.options')
    }
    const known = this.#links.get(core)
    if (known !== undefined) return known
    const link = new Link<In, Out>(peer, this.#resolved.codec, 'Accepted')
    this.#links.set(core, link)
    return link
  }

  // The registry.

  waits(session: KeptSession<In, Out>): void {
    this.#waiting.delete(session)
    this.#waiting.add(session)
    const [oldest] = this.#waiting
    if (this.#waiting.size > this.#limit) oldest?.end.end()
  }

  goesOn(session: KeptSession<In, Out>): void {
    this.#waiting.delete(session)
  }

  ended(session: KeptSession<In, Out>): void {
    this.#waiting.delete(session)
    if (this.#sessions.get(session.id) !== session) return
    this.#sessions.delete(session.id)
    this.#store?.release(session.id)
  }

  // The handshake.

  #greet({ receive$, send }: GreetingContext<Frame, Frame>, user: string): Observable<SessionStart> {
    return receive$.pipe(
      take(1),
      concatMap((frame) => this.#admit(frame, user)),
      map(({ greeting, start }) => {
        send(greeting)
        return start
      }),
    )
  }

  #admit(frame: Frame, user: string): Observable<Admission> {
    if (frame._tag !== 'Hello') throw dismissed(1002, 'expected the hello of a session')
    const { id, got } = frame
    if (id === undefined) return this.#create('fresh', user)
    return this.#free(id, user).pipe(
      concatMap((mine) => (this.#store === undefined ? of(mine) : this.#load(this.#store, id, user, got))),
      // Another greeting may have resumed the session meanwhile, or it has ended.
      concatMap(() => this.#free(id, user)),
      concatMap((session) => {
        if (session?.end.window.canResumeFrom(got) === true) return of(this.#resume(session, got))
        session?.end.end()
        return this.#create('lost', user)
      }),
    )
  }

  #sessionOf(id: string, user: string): KeptSession<In, Out> | undefined {
    const session = this.#sessions.get(id)
    return session?.user === user ? session : undefined
  }

  /** The session, if there is one, once it is taken from its former socket and nothing of it is under way. */
  #free(id: string, user: string): Observable<KeptSession<In, Out> | undefined> {
    const session = this.#sessionOf(id, user)
    if (session === undefined) return of(undefined)
    session.end.supersede()
    session.detached()
    return settled$(session.end).pipe(
      concatMap(() => (this.#sessionOf(id, user) === session ? of(session) : this.#free(id, user))),
    )
  }

  #resume({ end, id }: KeptSession<In, Out>, got: number): Admission {
    end.window.acknowledge(got)
    return { greeting: welcome(id, 'resumed', end.taken), start: end.begin('resumed') }
  }

  #create(continuity: 'fresh' | 'lost', user: string): Observable<Admission> {
    const id = this.#newId()
    const created$ = this.#store === undefined ? of(undefined) : this.#store.create(id, user)
    return created$.pipe(
      map(() => {
        const session = this.#add(id, user, 0)
        return { greeting: welcome(id, continuity, 0), start: session.end.begin(continuity) }
      }),
    )
  }

  #add(id: string, user: string, taken: number): KeptSession<In, Out> {
    const session = new KeptSession(this, this.#resolved, { id, user }, this.#store?.endOf(id), taken)
    this.#sessions.set(id, session)
    return session
  }

  /** Another process may have had the session meanwhile, so the store decides. */
  #load(store: GuardedStore, id: string, user: string, got: number): Observable<void> {
    return store.load(id, user, got).pipe(
      map((stored) => {
        const mine = this.#sessionOf(id, user)
        if (mine !== undefined && stored !== undefined && isCurrent(mine.end, stored)) return
        // Unless it is lost, the store has given the session to this process anew: it must not be released.
        if (mine !== undefined && stored !== undefined) this.#sessions.delete(id)
        mine?.end.end()
        if (stored !== undefined) this.#restore(id, user, stored)
      }),
    )
  }

  #restore(id: string, user: string, { got, sent, window }: StoredSession): void {
    const { end } = this.#add(id, user, got)
    end.window.beginAt(sent - window.length)
    for (const data of window) end.window.restore(data)
    end.restored()
  }
}
