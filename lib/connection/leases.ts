import type { Subscriber } from 'rxjs'

import { type ConnectionState, isRest, type Rest } from '../machine/connection-state.ts'
import type { Core } from './core.ts'
import { guarded } from './guarded.ts'
import type { Lane } from './lanes.ts'

/** One lease: a subscriber of one lane, for the length of one run. */
export interface Lease<T = unknown> {
  readonly subscriber: Subscriber<T>
  readonly lane: Lane<T>
  /** Tells the subscriber the state its own start leads to; does nothing in a lane without states. */
  readonly tell: (state: ConnectionState) => void
}

/**
 * Who holds the connection. Each lease belongs to one run: the present one, or, where it was taken while the
 * connection was closing, the next. The last release of a run is judged when the turn is over.
 */
export class Leases<In, Out> {
  readonly #core: Core<In, Out>
  /** Those of the present run; `undefined` at rest. */
  #present: Set<Lease> | undefined
  /** Those of the next run, where there are any. */
  #next: Set<Lease> | undefined
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
    const { state, published } = this.#core
    if ('sequel' in state && state.sequel._tag !== 'Redial') (this.#next ??= new Set()).add(lease)
    else if (this.#present === undefined) this.#begin(new Set([lease]))
    else {
      this.#present.add(lease)
      join(lease, published)
    }
    this.#core.take({ _tag: 'Start' })
  }

  /** Begins a run. Its leases are told its first state when that is published. */
  #begin(leases: Set<Lease>): void {
    this.#present = leases
    for (const { lane, subscriber } of leases) lane.add(subscriber)
    this.#judgeLater()
  }

  /** Ends the run, and its leases with it. A start that was remembered begins the next run. */
  end(rest: Rest): void {
    this.#cancel()
    const ended = this.#present ?? []
    this.#present = undefined
    if (!isRest(this.#core.state)) {
      const next = this.#next
      this.#next = undefined
      this.#begin(next ?? new Set())
    }
    for (const { lane, subscriber } of ended) {
      lane.remove(subscriber)
      guarded(() => {
        if (rest._tag === 'Failed') subscriber.error(rest.error)
        else subscriber.complete()
      })
    }
  }

  /** A stop is for everybody: who waited for the next run ends with this one. */
  stopped(): void {
    if (this.#present === undefined) return
    const waiting = this.#next ?? []
    this.#next = undefined
    for (const lease of waiting) {
      this.#present.add(lease)
      join(lease, this.#core.published)
    }
  }

  release(lease: Lease): void {
    lease.lane.remove(lease.subscriber)
    if (this.#next?.delete(lease) === true || this.#present?.delete(lease) === true) this.#judgeLater()
  }

  #judgeLater(): void {
    if (this.#isNeeded()) return
    this.#cancel()
    const { clock, linger } = this.#core.setup
    const { state } = this.#core
    const isClosing = 'sequel' in state && state.sequel._tag !== 'Redial'
    this.#cancelJudgement = clock.after(isClosing ? 0 : linger, () => {
      this.#core.mailbox.post(() => {
        if (!this.#isNeeded()) this.#core.take({ _tag: 'Stop', code: 1000, reason: '' })
      })
    })
  }

  #isNeeded(): boolean {
    const { state } = this.#core
    if (this.#present === undefined) return true
    if (!('sequel' in state) || state.sequel._tag === 'Redial') return this.#present.size > 0
    return state.sequel._tag === 'Rest' || (this.#next?.size ?? 0) > 0
  }

  #cancel(): void {
    this.#cancelJudgement?.()
    this.#cancelJudgement = undefined
  }
}

function join({ lane, subscriber, tell }: Lease, published: ConnectionState): void {
  lane.add(subscriber)
  tell(published)
}
