import { setTimeout as pause } from 'node:timers/promises'

import { config } from 'rxjs'

import { describeLine } from './describe.ts'
import { drawPlan } from './draw-plan.ts'
import type { Violation } from './judge.ts'
import type { Plan } from './plan.ts'
import { isPlanned } from './planned.ts'
import { type Outcome, run } from './run.ts'
import { shrink } from './shrink.ts'
import type { Sabotage } from './simulation.ts'

/** Number of runs between turns of the event loop, in which rxjs reports errors that subscribers threw. */
const runsOfTurn = 25

/** One of so many runs is played twice and must have the same trace (guarantee 14). */
const runsOfCheck = 20

/** A run in which a guarantee was broken. */
export interface Failure {
  readonly seed: number
  readonly violation: Violation
}

/** Plays a plan. If `twice`, a plan with two outcomes is a violation too. */
async function play(plan: Plan, twice: boolean, sabotage: Sabotage | undefined): Promise<Outcome> {
  const outcome = await run(plan, sabotage)
  if (!twice || outcome.violation !== undefined) return outcome
  const again = await run(plan, sabotage)
  const lines = outcome.trace.map(describeLine)
  const at = lines.findIndex((line, index) => {
    const other = again.trace[index]
    return other === undefined || line !== describeLine(other)
  })
  if (at < 0 && again.trace.length === lines.length) return outcome
  const what = `two runs part at ${lines[at] ?? 'the end'}`
  return { ...outcome, violation: { guarantee: 14, what, step: 0 } }
}

/** Returns the errors that rxjs reports as unhandled while `body` runs, without those thrown on purpose. */
async function unhandledIn(body: () => Promise<void>): Promise<ReadonlyArray<unknown>> {
  const { onUnhandledError } = config
  const unhandled: unknown[] = []
  config.onUnhandledError = (error: unknown) => {
    if (!isPlanned(error)) unhandled.push(error)
  }
  try {
    await body()
    // rxjs reports from timers of 0 ms, which were set before this one.
    await pause(1)
  } finally {
    config.onUnhandledError = onUnhandledError
  }
  return unhandled
}

/** Plays one seed, and waits for the reports of rxjs. */
export async function playSeed(seed: number, sabotage?: Sabotage): Promise<Outcome> {
  const outcomes: Outcome[] = []
  const [unhandled] = await unhandledIn(async () => {
    outcomes.push(await play(drawPlan(seed), true, sabotage))
  })
  const [outcome] = outcomes as [Outcome]
  if (outcome.violation !== undefined || unhandled === undefined) return outcome
  const what = `unhandled: ${unhandled instanceof Error ? unhandled.stack : JSON.stringify(unhandled)}`
  return { ...outcome, violation: { guarantee: 4, what, step: 0 } }
}

/** Plays seeds one after the other. Returns the number of faults and the failures. */
export async function playSeeds(
  from: number,
  count: number,
): Promise<{ readonly faults: number; readonly failures: ReadonlyArray<Failure> }> {
  const failures: Failure[] = []
  let faults = 0
  for (let first = from; first < from + count; first += runsOfTurn) {
    const seeds = Array.from({ length: Math.min(runsOfTurn, from + count - first) }, (_, index) => first + index)
    const unhandled = await unhandledIn(async () => {
      for (const seed of seeds) {
        const outcome = await play(drawPlan(seed), seed % runsOfCheck === 0, undefined)
        faults += outcome.faults
        if (outcome.violation !== undefined) failures.push({ seed, violation: outcome.violation })
      }
    })
    if (unhandled.length === 0) continue
    // Played alone, each shows whether it is the one.
    for (const seed of seeds) {
      const { violation } = await playSeed(seed)
      if (violation !== undefined) failures.push({ seed, violation })
    }
  }
  return { faults, failures }
}

/** Returns the smallest plan that breaks the same guarantee as a seed, and its outcome. */
export async function playSmallest(
  { seed, violation: { guarantee } }: Failure,
  sabotage?: Sabotage,
): Promise<{ readonly plan: Plan; readonly outcome: Outcome }> {
  const isSame = async (plan: Plan): Promise<boolean> =>
    (await play(plan, guarantee === 14, sabotage)).violation?.guarantee === guarantee
  let plan = drawPlan(seed)
  await unhandledIn(async () => {
    plan = await shrink(plan, isSame)
  })
  const outcomes: Outcome[] = []
  await unhandledIn(async () => {
    outcomes.push(await run(plan, sabotage))
  })
  return { plan, outcome: outcomes[0] as Outcome }
}
