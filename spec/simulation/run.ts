import { Application } from './application.ts'
import type { Line, Violation } from './judge.ts'
import type { Plan } from './plan.ts'
import { type Sabotage, Simulation } from './simulation.ts'

/** Milliseconds after the last step: longer than any timeout of a run. */
const afterwards = 1_000

/** The outcome of a run. */
export interface Outcome {
  readonly faults: number
  readonly trace: ReadonlyArray<Line>
  readonly violation: Violation | undefined
}

/** Lets all promise continuations run: those of `sendFrom` alone. */
const continuations = (): Promise<void> => new Promise(setImmediate)

/** Plays a plan to its end, or to the first broken guarantee. A plan has one outcome (guarantee 14). */
export async function run(plan: Plan, sabotage?: Sabotage): Promise<Outcome> {
  const simulation = new Simulation(plan, sabotage)
  const { judge, clock, core, network, others, witness } = simulation
  try {
    const application = new Application(simulation)
    const pass = async (ms: number): Promise<void> => {
      if (application.isAsync) await continuations()
      clock.pass(ms)
      if (!application.isAsync) return
      await continuations()
      // What they have begun may be due at once, such as a dial after a delay of 0 ms.
      clock.pass(0)
    }
    for (const { act, pause } of plan.steps) {
      judge.step++
      application.perform(act)
      await pass(pause)
      application.check(pause > 0)
      if (judge.violation !== undefined) break
    }
    if (judge.violation === undefined) {
      judge.step++
      application.end()
      await pass(afterwards)
      application.check()
      const { _tag } = core.state
      judge.need(witness.live === 0 && own(simulation) === 0, 6, () => `${_tag} long after the last release`)
      const left = others.pending() + network.pending()
      judge.need(left === 0, 6, () => `the network has ${left} timers left`)
    }
  } catch (error) {
    judge.violate(10, `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  return { faults: judge.faults, trace: judge.trace, violation: judge.violation }
}

const own = (simulation: Simulation): number => simulation.own.pending()
