import type { PatternGuarantee } from './patterns/action.ts'
import type { Action } from './plan.ts'

/** A broken guarantee: its number in `docs/semantics.md`, or the part of the contract. */
export interface Violation {
  readonly guarantee: number | 'leases' | PatternGuarantee
  readonly what: string
  /** The step after which it was noticed. */
  readonly step: number
}

/** A line of the trace: the time in ms, and an action of the application or a text. */
export type Line = readonly [time: number, what: string | Action]

/** Keeps the trace of a run, and its first violation. */
export class Judge {
  violation: Violation | undefined
  /** Number of drawn faults that took effect in the run. */
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
