import { type Failure, playSeed } from './explore.ts'
import type { Sabotage } from './simulation.ts'

/** Number of seeds that must find a bug. */
const seeds = 1_000

/** Plays seeds until one fails. `from` is not 1 for a rare bug, so that the spec is fast. */
export async function find(sabotage?: Sabotage, from = 1): Promise<Failure> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await playSeed(seed, sabotage)
    if (violation !== undefined) return { seed, violation }
  }
  throw new Error(`not found within ${seeds} seeds from ${from}`)
}
