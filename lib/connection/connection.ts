import { Observable, type Subscriber } from 'rxjs'

import { describeMistake, warnIfNotStarted } from '#checks'

import type { Codec } from '../model/codec.ts'
import type { ConnectionEvent } from '../model/connection-event.ts'
import type { ConnectionState } from '../model/connection-state.ts'
import type { ChannelName, ChannelValues } from './channels.ts'
import { Core } from './core.ts'
import { emitState } from './leases.ts'
import type { ResolvedOptions } from './options/resolve-options.ts'

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
  /**
   * Not enumerable and a function: the options hold secrets, which inspection must not show. Not `#core`, which a `Proxy`
   * cannot reach: people put connections into Vue's `reactive()`, MobX and the like. Without `Out`, so that a connection
   * that sends more is assignable to the type of one that sends less.
   *
   * @internal
   */
  declare readonly core: () => Core<In, never>

  /** @internal */
  constructor(options: ResolvedOptions<In, Out>) {
    super()
    const core = new Core(options)
    Object.defineProperty(this, 'core', { value: () => core })
    this.name = options.name
    this.codec = options.codec
  }

  /**
   * The current state: the one that a new subscriber gets first. The same object until the state changes. It belongs to
   * no subscription, so a log or a condition can read it at any time; use `state$` to follow the changes.
   */
  get state(): ConnectionState {
    return this.core().published
  }

  /**
   * As in `Subject` of rxjs: `subscribe` calls it with the subscriber. A closure would take memory of each connection.
   *
   * @internal
   */
  _subscribe(subscriber: Subscriber<never>): () => void {
    return observe(this.core(), 'events', subscriber)
  }

  /** @internal */
  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]> {
    const core = this.core()
    return new Observable((subscriber) => observe(core, name, subscriber))
  }
}

// Vue leaves objects with this mark as they are. (`markRaw` does the same, but would import Vue.)
void Object.defineProperty(Connection.prototype, '__v_skip', { value: true })

function observe<In, Out>(core: Core<In, Out>, channel: ChannelName, subscriber: Subscriber<never>): () => void {
  const { channels, published } = core
  const joined = channels.add(channel, subscriber)
  emitState(channel, subscriber, published)
  warnIfNotStarted(core, channel)
  return () => {
    joined.leave()
  }
}

/**
 * Returns the core behind a connection: for the operators, never for users.
 *
 * @throws `TypeError` if it is not a connection
 */
export function coreOf<In, Out>(connection: Connection<In, Out>): Core<In, Out> {
  if ((connection as unknown) instanceof Observable && typeof connection.core === 'function')
    return connection.core() as unknown as Core<In, Out>
  throw new TypeError(
    `expected a connection made by defineConnection(), got ${describeMistake(connection)}. Pass the connection itself.`,
  )
}
