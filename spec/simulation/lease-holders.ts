import { Subscription } from 'rxjs'

import { clientStart$, type ConnectionEvent, isRest, receive$ } from '../../lib/index.ts'
import type { Action } from './plan.ts'
import { tolerate, torn } from './planned.ts'
import type { Simulation } from './simulation.ts'

type Kind = (Action & { readonly _tag: 'Lease' })['taking']

interface Holder {
  readonly kind: Kind
  readonly subscription: Subscription
  isOver: boolean
  /** Checks the events of the lease. Called between turns. */
  check: () => void
}

/** The holders of leases. Each must get all events of its own run, and end with it. */
export class LeaseHolders {
  readonly #simulation: Simulation
  readonly #holders = new Map<number, Holder>()
  /** Time since which no lease is held, ms. */
  #freeSince: number | undefined
  /** Every event, in the order of the first subscriber. */
  readonly events: Array<ConnectionEvent<string>> = []

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  take(id: number, kind: Kind): void {
    if (this.#holders.get(id)?.isOver === false) return
    const { judge, connection, core } = this.#simulation
    this.#freeSince = undefined
    const holder: Holder = { kind, subscription: new Subscription(), isOver: false, check: () => undefined }
    // Set before it subscribes: its first event may make a subscriber take a lease with the same number.
    this.#holders.set(id, holder)
    const { next, check } = this.#listener(id)
    holder.check = check
    const complete = (): void => {
      holder.isOver = true
      judge.need(core.published._tag === 'Closed', 13, () => `lease ${id} completed while ${core.published._tag}`)
    }
    const error = (cause: unknown): void => {
      holder.isOver = true
      const { published } = core
      const isIts = published._tag === 'Failed' && published.error === cause
      judge.need(isIts, 13, () => `lease ${id} errored with ${String(cause)} while ${published._tag}`)
    }
    const lease$ = clientStart$(connection)
    const taken =
      kind === 'events'
        ? lease$.subscribe({ next, error, complete })
        : kind === 'nothing'
          ? lease$.subscribe({ error, complete })
          : kind === 'torn'
            ? lease$.pipe(torn(true)).subscribe({ error, complete })
            : lease$.pipe(receive$()).subscribe({ error, complete })
    // It may have been released meanwhile.
    tolerate(() => holder.subscription.add(taken))
  }

  #listener(id: number): { next: (event: ConnectionEvent<string>) => void; check: () => void } {
    const { judge, core } = this.#simulation
    let received = 0
    let joined = 0
    let isOver = false
    return {
      next: (event) => {
        if (received === 0) {
          joined = this.events.length
          judge.need(event === core.published, 'leases', () => `lease ${id} got ${event._tag} first`)
        } else judge.need(event === this.events.at(-1), 'leases', () => `lease ${id} got ${event._tag} out of turn`)
        received++
        isOver = isRest(event)
      },
      check: () => {
        const missing = received === 0 ? 0 : joined + received - 1 - this.events.length
        judge.need(isOver || missing === 0, 'leases', () => `lease ${id} missed ${-missing} event(s)`)
      },
    }
  }

  release(id: number): void {
    const holder = this.#holders.get(id)
    if (holder === undefined) return
    holder.isOver = true
    tolerate(() => holder.subscription.unsubscribe())
  }

  reload(): void {
    const held = [...this.#holders].filter(([, { isOver }]) => !isOver)
    for (const [id] of held) this.release(id)
    for (const [id, { kind }] of held) this.take(id, kind)
  }

  /** Between turns: a held lease has a run, and a run has a lease or is about to end. */
  check(): void {
    const { judge, core, clock, plan } = this.#simulation
    const held = [...this.#holders].filter(([, { isOver }]) => !isOver)
    for (const [id, { check }] of held) {
      judge.need(!isRest(core.state), 'leases', () => `lease ${id} goes on at rest`)
      check()
    }
    if (held.length > 0 || isRest(core.state)) this.#freeSince = undefined
    else this.#freeSince ??= clock.now()
    const free = clock.now() - (this.#freeSince ?? clock.now())
    const isEnding = core.published._tag === 'Closing' || free <= plan.settings.linger
    judge.need(isEnding, 'leases', () => `${core.published._tag} ${free} ms after the last release`)
  }

  end(): void {
    for (const id of this.#holders.keys()) this.release(id)
  }
}
