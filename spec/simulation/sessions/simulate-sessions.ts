/**
 * `npm run simulate -- --sessions` (docs/simulation.md): seeded runs of a session between two ends, until so many faults have
 * occurred.
 */
import { playSessions } from './play-sessions.ts'

/** Returns the exit code. */
export function simulateSessions(faults: number, from: number): number {
  let met = 0
  let seed = from
  for (; met < faults; seed++) {
    const outcome = playSessions(seed)
    met += outcome.faults
    if (outcome.violation === undefined) continue
    const { guarantee, what } = outcome.violation
    console.log(`seed ${seed} breaks guarantee ${guarantee}: ${what}\n  ${outcome.trace.join('\n  ')}`)
    return 1
  }
  console.log(`${seed - from} runs of sessions from seed ${from}, ${met} faults\nno violation`)
  return 0
}
