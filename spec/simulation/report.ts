import { describeLine, describePlan } from './describe.ts'
import { type Failure, playSmallest } from './explore.ts'
import type { Sabotage } from './simulation.ts'

/** Number of lines at the end of a trace that are printed. */
const mostLines = 40

/** Describes the guarantee that a seed breaks, the shortest sequence that breaks it too, and the trace of that. */
export async function report(failure: Failure, sabotage?: Sabotage): Promise<string> {
  const { seed, violation } = failure
  const { guarantee, what, step } = violation
  const { plan, outcome } = await playSmallest(failure, sabotage)
  const { trace, violation: shortest } = outcome
  return [
    `seed ${seed} breaks guarantee ${guarantee} after step ${step}: ${what}`,
    '',
    'The shortest sequence found:',
    '',
    describePlan(plan),
    '',
    'Its trace (ms; > is the application):',
    ...trace.slice(-mostLines).map((line) => `  ${describeLine(line)}`),
    `  ${shortest?.what ?? what}`,
    '',
    `npm run simulate -- --seed ${seed}`,
  ].join('\n')
}
