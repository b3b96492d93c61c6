import type { Subscriber } from 'rxjs'

import { isStopping } from '../machine/state.ts'
import { type ConnectionState, isRest, type Rest } from '../model/connection-state.ts'
import type { LaneName } from './channels.ts'
import type { Core } from './core.ts'
import { guarded } from './run-user-code.ts'

/** One lease: a subscriber of one lane, for the length of one run. */
export interface Lease {
  readonly subscriber: Subscriber<never>
  readonly lane: LaneName
}

const nobody: ReadonlyArray<Lease> = []

/**
 * Who holds the connection. Each lease belongs to one run: the present one, or, where it was taken while the
 * connection was closing, the next. The last release of a run is judged when the turn is over.
 */
export class Leases<In, Out> {
  readonly #core: Core<In, Out>
  /** Those of the present run; `undefined` at rest. */
  #present: ReadonlyArray<Lease> | undefined
  /** Those of the next run. */
  #next = nobody
  #cancelJudgement: (() => void) | undefined

  constructor(core: Core<In, Out>) {
    this.#core = core
  }

  /** Takes a lease, and with it starts the connection. */
  take(lease: Lease): void {
    this.#core.mailbox.post(() => {
      if (!lease.subscriber.closed) this.#start(lease)
    })
  }

  #start(lease: Lease): void {
    this.#cancel()
    const { state } = this.#core
    if (isStopping(state)) this.#next = [...this.#next, lease]
    else if (this.#present === undefined) this.#begin([lease])
    else this.#join(lease)
    this.#core.take({ _tag: 'Start' })
  }

  /** Begins a run. Its leases are told its first state when that is published. */
  #begin(leases: ReadonlyArray<Lease>): void {
    this.#present = leases
    for (const { lane, subscriber } of leases) this.#core.lanes.join(lane, subscriber)
    this.#judgeLater()
  }

  /** Joins the present run, and is told where it is. */
  #join(lease: Lease): void {
    const { lanes, published } = this.#core
    this.#present = [...(this.#present ?? nobody), lease]
    lanes.join(lease.lane, lease.subscriber)
    tellState(lease, published)
  }

  /** Ends the run, and its leases with it. A start that was remembered begins the next run. */
  end(rest: Rest): void {
    this.#cancel()
    const ended = this.#present ?? nobody
    this.#present = undefined
    if (!isRest(this.#core.state)) {
      const next = this.#next
      this.#next = nobody
      this.#begin(next)
    }
    for (const { lane, subscriber } of ended) {
      this.#core.lanes.leave(lane, subscriber)
      guarded(() => {
        if (rest._tag === 'Failed') subscriber.error(rest.error)
        else subscriber.complete()
      })
    }
  }

  /** A stop is for everybody: who waited for the next run ends with this one. */
  stopped(): void {
    if (this.#present === undefined) return
    const waiting = this.#next
    this.#next = nobody
    for (const lease of waiting) this.#join(lease)
  }

  release(lease: Lease): void {
    this.#core.lanes.leave(lease.lane, lease.subscriber)
    if (!this.#next.includes(lease) && this.#present?.includes(lease) !== true) return
    const isOther = (other: Lease): boolean => other !== lease
    this.#next = this.#next.filter(isOther)
    this.#present = this.#present?.filter(isOther)
    this.#judgeLater()
  }

  #judgeLater(): void {
    if (this.#isNeeded()) return
    this.#cancel()
    const { setup, state } = this.#core
    this.#cancelJudgement = setup.clock.after(isStopping(state) ? 0 : setup.linger, () => {
      this.#core.mailbox.post(() => {
        if (!this.#isNeeded()) this.#core.take({ _tag: 'Stop', code: 1000, reason: '' })
      })
    })
  }

  #isNeeded(): boolean {
    const { state } = this.#core
    if (this.#present === undefined) return true
    if (isStopping(state)) return state.sequel._tag === 'Rest' || this.#next.length > 0
    return this.#present.length > 0
  }

  #cancel(): void {
    this.#cancelJudgement?.()
    this.#cancelJudgement = undefined
  }
}

/** Tells a new subscriber where the connection is, in a lane that has states. */
export function tellState({ lane, subscriber }: Lease, state: ConnectionState): void {
  if (lane === 'events' || lane === 'lifecycle') (subscriber as Subscriber<unknown>).next(state)
}
