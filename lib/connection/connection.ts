import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs'

import type { Codec } from '../model/codec.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { ChannelName, ChannelValues } from './channels.ts'
import { Interpreter } from './interpreter.ts'
import { emitState } from './leases.ts'
import type { ResolvedOptions } from './resolve-options.ts'

/**
 * A described connection: an Observable of everything that happens to it. Subscribing observes and starts nothing. A
 * new subscriber is told the present state at once, then all events, in one total order. It never completes and never
 * errors: that is for leases (`clientStart$`).
 */
export class Connection<In, Out> extends Observable<ConnectionEvent<In>> {
  /** What settings, errors and inspection call it. */
  readonly name: string
  /** How its messages become values: it carries the types of both directions. */
  readonly codec: Codec<In, Out>
  // Really private: what it works from holds secrets, and inspection must not show them.
  // Without its `Out`, so that a connection that sends more is assignable to the type of one that sends less.
  readonly #core: Interpreter<In, never>

  /** @internal */
  constructor(options: ResolvedOptions<In, Out>) {
    super((subscriber) => this.#observe('events', subscriber))
    this.#core = new Interpreter(options) as unknown as Interpreter<In, never>
    this.name = options.name
    this.codec = options.codec
  }

  /** @internal */
  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]> {
    return new Observable((subscriber) => this.#observe(name, subscriber))
  }

  #observe(channel: ChannelName, subscriber: Subscriber<never>): () => void {
    const { channels, published } = this.#core
    channels.add(channel, subscriber)
    emitState({ channel, subscriber }, published)
    return () => {
      channels.remove(channel, subscriber)
    }
  }

  /** @internal */
  static coreOf<In, Out>(connection: Connection<In, Out>): Interpreter<In, Out> {
    return connection.#core as unknown as Interpreter<In, Out>
  }
}

/** What lies behind a connection: for the operators, never for users. */
export function coreOf<In, Out>(connection: Connection<In, Out>): Interpreter<In, Out> {
  return Connection.coreOf(connection)
}

/**
 * A connection as long as somebody subscribes: each subscription takes a lease. It completes when its own run ends on
 * purpose and errors when its own run fails.
 */
export class LeaseObservable<In, Out> extends Observable<ConnectionEvent<In>> {
  readonly #core: Interpreter<In, Out>

  constructor(core: Interpreter<In, Out>) {
    super((subscriber) => this.#addLease('events', subscriber))
    this.#core = core
  }

  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]> {
    return new Observable((subscriber) => this.#addLease(name, subscriber))
  }

  #addLease(channel: ChannelName, subscriber: Subscriber<never>): () => void {
    const { leases } = this.#core
    const lease = { channel, subscriber }
    leases.add(lease)
    return () => {
      leases.release(lease)
    }
  }

  /** Whoever gives no `next` needs no events: such a lease rides a channel without messages. */
  override subscribe(
    observer?: Partial<Observer<ConnectionEvent<In>>> | ((event: ConnectionEvent<In>) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const given = typeof observer === 'function' ? { next: observer } : (observer ?? {})
    const handlers = observer === given ? given : ({ error, complete, ...given } as Partial<Observer<unknown>>)
    return given.next === undefined ? this.channel('lifecycle').subscribe(handlers) : super.subscribe(handlers)
  }
}
