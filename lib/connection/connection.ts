import { Observable, type Subscriber } from 'rxjs'

import type { Codec } from '../model/codec.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { ChannelName, ChannelValues } from './channels.ts'
import { Core } from './core.ts'
import { emitState } from './leases.ts'
import type { ResolvedOptions } from './resolve-options.ts'

/**
 * A described connection: an Observable of all its events. Subscribing observes and starts nothing. A new subscriber gets
 * the current state at once, then all events, in one total order. The Observable never completes and never errors: only
 * leases do (`clientStart$`).
 */
export class Connection<In, Out> extends Observable<ConnectionEvent<In>> {
  /** The name in settings, errors and inspection. */
  readonly name: string
  /** Converts messages to values and back: it carries the types of both directions. */
  readonly codec: Codec<In, Out>
  // `#` and not `private`: the options hold secrets, which inspection must not show. Without `Out`, so that a connection that
  // sends more is assignable to the type of one that sends less.
  readonly #core: Core<In, never>

  /** @internal */
  constructor(options: ResolvedOptions<In, Out>) {
    super((subscriber) => this.#observe('events', subscriber))
    this.#core = new Core(options) as unknown as Core<In, never>
    this.name = options.name
    this.codec = options.codec
  }

  /** @internal */
  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]> {
    return new Observable((subscriber) => this.#observe(name, subscriber))
  }

  #observe(channel: ChannelName, subscriber: Subscriber<never>): () => void {
    const { channels, published } = this.#core
    const joined = channels.add(channel, subscriber)
    emitState(channel, subscriber, published)
    return () => {
      channels.remove(joined)
    }
  }

  /** @internal */
  static coreOf<In, Out>(connection: Connection<In, Out>): Core<In, Out> {
    return connection.#core as unknown as Core<In, Out>
  }
}

/** Returns the core behind a connection: for the operators, never for users. */
export function coreOf<In, Out>(connection: Connection<In, Out>): Core<In, Out> {
  return Connection.coreOf(connection)
}
