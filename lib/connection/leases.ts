import type { Subscriber } from 'rxjs'

import { isStopping, type State } from '../machine/state.ts'
import type { ConnectionState, Rest } from '../model/connection-state.ts'
import type { ChannelName, Channels } from './channels.ts'
import { LinkedList, type ListNode } from './linked-list.ts'
import { emitTo, runUserCode } from './run-user-code.ts'
import type { ListedSubscriber } from './subscriber-list.ts'

/** One lease: a subscriber of one channel, for the length of one run. */
export interface Lease extends ListNode<Lease> {
  readonly subscriber: Subscriber<never>
  readonly channel: ChannelName
  /** Its place in the channel; `undefined` until its run begins. */
  joined: ListedSubscriber<never> | undefined
  /** The leases of its run; `undefined` before it is added, and once it is released or its run has ended. */
  run: LinkedList<Lease> | undefined
}

/**
 * The leases of a connection. Each lease belongs to one run: the current one or, if it was taken while the connection
 * was closing, the next one. Adding and releasing take constant time.
 */
export class Leases<In> {
  readonly #channels: Channels<In>
  /** The leases of the current run; `undefined` at rest. */
  #current: LinkedList<Lease> | undefined
  /** The leases of the next run. */
  #next: LinkedList<Lease> | undefined

  constructor(channels: Channels<In>) {
    this.#channels = channels
  }

  /** Adds a lease and, at rest, begins a run. A lease that joins a run gets the published state at once. */
  add(lease: Lease, state: State, published: ConnectionState): void {
    if (isStopping(state)) append(lease, (this.#next ??= new LinkedList()))
    else {
      const isFirst = this.#current === undefined
      append(lease, (this.#current ??= new LinkedList()))
      this.#join(lease)
      // The first one gets the first state of the run when that is published.
      if (!isFirst) emitState(lease.channel, lease.subscriber, published)
    }
  }

  #join(lease: Lease): void {
    lease.joined = this.#channels.add(lease.channel, lease.subscriber)
  }

  /** Ends the run, and its leases with it. */
  end(rest: Rest, isStarting: boolean): void {
    const ended = removeAll(this.#current)
    this.#current = isStarting ? (this.#next ?? new LinkedList()) : undefined
    if (isStarting) {
      this.#next = undefined
      for (let lease = this.#current?.first; lease !== undefined; lease = lease.next) this.#join(lease)
    }
    for (const { joined, subscriber } of ended) {
      joined?.leave()
      runUserCode(() => {
        if (rest._tag === 'Failed') subscriber.error(rest.error)
        else subscriber.complete()
      })
    }
  }

  /** Moves the leases of the next run into the current one: a stop is for everybody, so they end with it. */
  cancelNext(published: ConnectionState): void {
    if (this.#current === undefined) return
    const waiting = removeAll(this.#next)
    this.#next = undefined
    for (const lease of waiting) {
      append(lease, this.#current)
      this.#join(lease)
      emitState(lease.channel, lease.subscriber, published)
    }
  }

  /** Releases a lease. Returns `false` if its run has ended before. */
  release(lease: Lease): boolean {
    const { joined, run } = lease
    joined?.leave()
    run?.remove(lease)
    lease.run = undefined
    return run !== undefined
  }

  /** Whether the connection has a reason to stay as it is: a lease, a stop that is under way, or no run at all. */
  isNeeded(state: State): boolean {
    if (this.#current === undefined) return true
    if (isStopping(state)) return state.afterClose._tag === 'Rest' || (this.#next?.count ?? 0) > 0
    return this.#current.count > 0
  }
}

function append(lease: Lease, run: LinkedList<Lease>): void {
  lease.run = run
  run.append(lease)
}

/** Ends the membership of all leases of a run. Before any user code runs, which may release one. */
function removeAll(run: LinkedList<Lease> | undefined): ReadonlyArray<Lease> {
  const leases: Lease[] = []
  for (let lease = run?.first; lease !== undefined; lease = run?.first) {
    run?.remove(lease)
    lease.run = undefined
    leases.push(lease)
  }
  return leases
}

/** Emits the current state to a new subscriber, if its channel carries states. */
export function emitState(channel: ChannelName, subscriber: Subscriber<never>, state: ConnectionState): void {
  if (channel === 'events' || channel === 'lifecycle') emitTo(subscriber as Subscriber<unknown>, state)
}
