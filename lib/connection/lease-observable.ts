import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs'

import type { ConnectionEvent } from '../model/connection-event.ts'
import type { ChannelName, ChannelValues } from './channels.ts'
import type { Core } from './core.ts'

/**
 * The events of a connection, which is kept open meanwhile: each subscription takes a lease. It completes when its own run
 * ends on purpose and errors when its own run fails.
 */
export class LeaseObservable<In, Out> extends Observable<ConnectionEvent<In>> {
  readonly #core: Core<In, Out>

  constructor(core: Core<In, Out>) {
    super((subscriber) => this.#addLease('events', subscriber))
    this.#core = core
  }

  channel<L extends ChannelName>(name: L): Observable<ChannelValues<In>[L]> {
    return new Observable((subscriber) => this.#addLease(name, subscriber))
  }

  #addLease(channel: ChannelName, subscriber: Subscriber<never>): () => void {
    const lease = { channel, subscriber, joined: undefined }
    this.#core.start(lease)
    return () => {
      this.#core.release(lease)
    }
  }

  /** An observer without `next` needs no events: its lease uses a channel without messages. */
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
