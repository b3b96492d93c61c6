import type { Subscriber } from 'rxjs'

import { isStopping } from '../machine/state.ts'
import { type ConnectionState, isRest, type Rest } from '../model/connection-state.ts'
import type { ChannelName } from './channels.ts'
import type { Core } from './core.ts'
import { runUserCode } from './run-user-code.ts'

/** One lease: a subscriber of one channel, for the length of one run. */
export interface Lease {
  readonly subscriber: Subscriber<never>
  readonly channel: ChannelName
}

const noLeases: ReadonlyArray<Lease> = []

/**
 * Who holds the connection. Each lease belongs to one run: the present one, or, where it was taken while the
 * connection was closing, the next. The last release of a run is judged when the turn is over.
 */
export class Leases<In, Out> {
  readonly #core: Core<In, Out>
  /** Those of the present run; `undefined` at rest. */
  #current: ReadonlyArray<Lease> | undefined
  /** Those of the next run. */
  #next = noLeases
  #cancelStop: (() => void) | undefined

  constructor(core: Core<In, Out>) {
    this.#core = core
  }

  /** Takes a lease, and with it starts the connection. */
  add(lease: Lease): void {
    this.#core.mailbox.post(() => {
      if (!lease.subscriber.closed) this.#start(lease)
    })
  }

  #start(lease: Lease): void {
    this.#keepOpen()
    const { state } = this.#core
    if (isStopping(state)) this.#next = [...this.#next, lease]
    else if (this.#current === undefined) this.#beginRun([lease])
    else this.#joinRun(lease)
    this.#core.dispatch({ _tag: 'Start' })
  }

  /** Begins a run. Its leases are told its first state when that is published. */
  #beginRun(leases: ReadonlyArray<Lease>): void {
    this.#current = leases
    for (const { channel, subscriber } of leases) this.#core.channels.add(channel, subscriber)
    this.#stopLaterIfUnused()
  }

  /** Joins the present run, and is told where it is. */
  #joinRun(lease: Lease): void {
    const { channels, published } = this.#core
    this.#current = [...(this.#current ?? noLeases), lease]
    channels.add(lease.channel, lease.subscriber)
    emitState(lease, published)
  }

  /** Ends the run, and its leases with it. A start that was remembered begins the next run. */
  end(rest: Rest): void {
    this.#keepOpen()
    const ended = this.#current ?? noLeases
    this.#current = undefined
    if (!isRest(this.#core.state)) {
      const next = this.#next
      this.#next = noLeases
      this.#beginRun(next)
    }
    for (const { channel, subscriber } of ended) {
      this.#core.channels.remove(channel, subscriber)
      runUserCode(() => {
        if (rest._tag === 'Failed') subscriber.error(rest.error)
        else subscriber.complete()
      })
    }
  }

  /** A stop is for everybody: who waited for the next run ends with this one. */
  stopped(): void {
    if (this.#current === undefined) return
    const waiting = this.#next
    this.#next = noLeases
    for (const lease of waiting) this.#joinRun(lease)
  }

  release(lease: Lease): void {
    this.#core.channels.remove(lease.channel, lease.subscriber)
    if (!this.#next.includes(lease) && this.#current?.includes(lease) !== true) return
    const isOther = (other: Lease): boolean => other !== lease
    this.#next = this.#next.filter(isOther)
    this.#current = this.#current?.filter(isOther)
    this.#stopLaterIfUnused()
  }

  #stopLaterIfUnused(): void {
    if (this.#isNeeded()) return
    this.#keepOpen()
    const { options, state } = this.#core
    this.#cancelStop = options.clock.after(isStopping(state) ? 0 : options.linger, () => {
      this.#core.mailbox.post(() => {
        if (!this.#isNeeded()) this.#core.dispatch({ _tag: 'Stop', code: 1000, reason: '' })
      })
    })
  }

  #isNeeded(): boolean {
    const { state } = this.#core
    if (this.#current === undefined) return true
    if (isStopping(state)) return state.afterClose._tag === 'Rest' || this.#next.length > 0
    return this.#current.length > 0
  }

  #keepOpen(): void {
    this.#cancelStop?.()
    this.#cancelStop = undefined
  }
}

/** Tells a new subscriber where the connection is, in a channel that has states. */
export function emitState({ channel, subscriber }: Lease, state: ConnectionState): void {
  if (channel === 'events' || channel === 'lifecycle') (subscriber as Subscriber<unknown>).next(state)
}
