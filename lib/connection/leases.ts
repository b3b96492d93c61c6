import type { Subscriber } from 'rxjs'

import { isStopping, type State } from '../machine/state.ts'
import type { ConnectionState, Rest } from '../model/connection-state.ts'
import type { ChannelName, Channels } from './channels.ts'
import { emitTo, runUserCode } from './run-user-code.ts'
import type { ListedSubscriber } from './subscriber-list.ts'

/** One lease: a subscriber of one channel, for the length of one run. */
export interface Lease {
  readonly subscriber: Subscriber<never>
  readonly channel: ChannelName
  /** Its place in the channel; `undefined` until its run begins. */
  joined: ListedSubscriber<never> | undefined
}

/**
 * The leases of a connection. Each lease belongs to one run: the current one or, if it was taken while the connection
 * was closing, the next one. Adding and releasing take constant time.
 */
export class Leases<In> {
  readonly #channels: Channels<In>
  /** The leases of the current run; `undefined` at rest. */
  #current: Set<Lease> | undefined
  /** The leases of the next run. */
  #next: Set<Lease> | undefined

  constructor(channels: Channels<In>) {
    this.#channels = channels
  }

  /** Adds a lease and, at rest, begins a run. A lease that joins a run gets the published state at once. */
  add(lease: Lease, state: State, published: ConnectionState): void {
    if (isStopping(state)) (this.#next ??= new Set()).add(lease)
    else if (this.#current === undefined) this.#begin(new Set([lease]))
    else this.#join(this.#current, lease, published)
  }

  /** Begins a run. Its leases get its first state when that is published. */
  #begin(leases: Set<Lease>): void {
    this.#current = leases
    for (const lease of leases) lease.joined = this.#channels.add(lease.channel, lease.subscriber)
  }

  #join(current: Set<Lease>, lease: Lease, published: ConnectionState): void {
    current.add(lease)
    lease.joined = this.#channels.add(lease.channel, lease.subscriber)
    emitState(lease.channel, lease.subscriber, published)
  }

  /** Ends the run, and its leases with it. */
  end(rest: Rest, isStarting: boolean): void {
    const ended = this.#current
    this.#current = undefined
    if (isStarting) {
      const next = this.#next ?? new Set()
      this.#next = undefined
      this.#begin(next)
    }
    if (ended === undefined) return
    for (const { joined, subscriber } of ended) {
      if (joined !== undefined) joined.leave()
      runUserCode(() => {
        if (rest._tag === 'Failed') subscriber.error(rest.error)
        else subscriber.complete()
      })
    }
  }

  /** Moves the leases of the next run into the current one: a stop is for everybody, so they end with it. */
  cancelNext(published: ConnectionState): void {
    const waiting = this.#next
    if (this.#current === undefined || waiting === undefined) return
    this.#next = undefined
    for (const lease of waiting) this.#join(this.#current, lease, published)
  }

  /** Releases a lease. Returns `false` if its run has ended before. */
  release(lease: Lease): boolean {
    if (lease.joined !== undefined) lease.joined.leave()
    // Both: a lease stands in one of them only.
    return this.#next?.delete(lease) === true || this.#current?.delete(lease) === true
  }

  /** Whether the connection has a reason to stay as it is: a lease, a stop that is under way, or no run at all. */
  isNeeded(state: State): boolean {
    if (this.#current === undefined) return true
    if (isStopping(state)) return state.afterClose._tag === 'Rest' || (this.#next?.size ?? 0) > 0
    return this.#current.size > 0
  }
}

/** Emits the current state to a new subscriber, if its channel carries states. */
export function emitState(channel: ChannelName, subscriber: Subscriber<never>, state: ConnectionState): void {
  if (channel === 'events' || channel === 'lifecycle') emitTo(subscriber as Subscriber<unknown>, state)
}
