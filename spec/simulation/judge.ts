import type { Act } from './plan.ts'

/** A guarantee that was broken: its number in `docs/semantics.md`, or the part of the contract it belongs to. */
export interface Violation {
  readonly guarantee: number | 'leases'
  readonly what: string
  /** The number of the step after which it was seen. */
  readonly step: number
}

/** What happened, and when (ms): an act of the application, or a word for anything else. */
export type Line = readonly [time: number, what: string | Act]

/** Keeps what happened in a run, and the first thing that should not have. */
export class Judge {
  violation: Violation | undefined
  /** What went wrong on purpose: each fault that a run was seen to meet. */
  faults = 0
  step = 0
  readonly trace: Line[] = []

  violate(guarantee: Violation['guarantee'], what: string): void {
    this.violation ??= { guarantee, what, step: this.step }
  }

  need(holds: boolean, guarantee: Violation['guarantee'], what: () => string): void {
    if (!holds) this.violate(guarantee, what())
  }
}
