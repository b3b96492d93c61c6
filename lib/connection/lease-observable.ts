import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs'

import type { ConnectionEvent } from '../model/connection-event.ts'
import type { ChannelName, ChannelValues } from './channels.ts'
import type { Lease } from './leases.ts'
import { runUserCode } from './run-user-code.ts'

/** The part of the core that counts leases. */
type LeaseCore = Readonly<Record<'start' | 'release', (lease: Lease) => void>>

/** The key of `Symbol.dispose`, in programs whose types have it: of `lib: ['ESNext.Disposable']`, or of Node. */
export type DisposeKey = SymbolConstructor extends { readonly dispose: infer Key extends symbol } ? Key : never

/** The subscription of a lease. `using` releases it, where the platform has `Symbol.dispose`. */
export type LeaseSubscription = Subscription & { readonly [Key in DisposeKey]: () => void }

/**
 * The events of a connection, which is kept open meanwhile: each subscription takes a lease. It completes when its own run
 * ends on purpose and errors when its own run fails.
 */
export class LeaseObservable<In> extends Observable<ConnectionEvent<In>> {
  /**
   * A closure: a `Proxy` cannot reach private fields.
   *
   * @internal
   */
  readonly channel: <L extends ChannelName>(name: L) => Observable<ChannelValues<In>[L]>

  /**
   * @param signal - its abort releases each lease and completes it
   * @internal
   */
  constructor(core: LeaseCore, signal: AbortSignal | undefined) {
    super((subscriber) => addLease(core, 'events', signal, subscriber))
    this.channel = (name) => new Observable((subscriber) => addLease(core, name, signal, subscriber))
  }

  /** Takes a lease. An observer without `next` needs no events: its lease uses a channel without messages. */
  override subscribe(
    observer?: Partial<Observer<ConnectionEvent<In>>> | ((event: ConnectionEvent<In>) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): LeaseSubscription {
    const given = typeof observer === 'function' ? { next: observer } : (observer ?? {})
    const handlers = observer === given ? given : ({ error, complete, ...given } as Partial<Observer<unknown>>)
    return toDisposable(
      given.next === undefined ? this.channel('lifecycle').subscribe(handlers) : super.subscribe(handlers),
    )
  }
}

function addLease(
  core: LeaseCore,
  channel: ChannelName,
  signal: AbortSignal | undefined,
  subscriber: Subscriber<never>,
): () => void {
  if (signal?.aborted === true) {
    subscriber.complete()
    return () => undefined
  }
  const lease: Lease = { subscriber, channel, joined: undefined, run: undefined, previous: undefined, next: undefined }
  if (signal === undefined) {
    core.start(lease)
    return () => {
      core.release(lease)
    }
  }
  const complete = (): void => {
    runUserCode(() => {
      subscriber.complete()
    })
  }
  // Before the start, whose events may make a subscriber abort.
  signal.addEventListener('abort', complete)
  core.start(lease)
  return () => {
    signal.removeEventListener('abort', complete)
    core.release(lease)
  }
}

/** Adds `Symbol.dispose` to one subscription. rxjs 7 has none, and its classes are not ours to change. */
function toDisposable(subscription: Subscription): LeaseSubscription {
  const { dispose } = Symbol as { readonly dispose?: symbol }
  if (dispose !== undefined && !(dispose in subscription)) {
    Object.defineProperty(subscription, dispose, { value: unsubscribe })
  }
  return subscription as LeaseSubscription
}

/** One function for all subscriptions, not a closure for each. */
function unsubscribe(this: Subscription): void {
  this.unsubscribe()
}
