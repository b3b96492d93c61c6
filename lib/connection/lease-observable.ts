import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs'

import type { ConnectionEvent } from '../model/connection-event.ts'
import type { ChannelName, ChannelValues } from './channels.ts'
import type { Core } from './core.ts'

/**
 * The events of a connection, which is kept open meanwhile: each subscription takes a lease. It completes when its own run
 * ends on purpose and errors when its own run fails.
 */
export class LeaseObservable<In, Out> extends Observable<ConnectionEvent<In>> {
  /** A closure: a `Proxy` cannot reach private fields. */
  readonly channel: <L extends ChannelName>(name: L) => Observable<ChannelValues<In>[L]>

  constructor(core: Core<In, Out>) {
    super((subscriber) => addLease(core, 'events', subscriber))
    this.channel = (name) => new Observable((subscriber) => addLease(core, name, subscriber))
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

function addLease<In, Out>(core: Core<In, Out>, channel: ChannelName, subscriber: Subscriber<never>): () => void {
  const lease = { channel, subscriber, joined: undefined }
  core.start(lease)
  return () => {
    core.release(lease)
  }
}
