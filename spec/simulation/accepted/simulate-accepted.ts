/**
 * `npm run simulate -- --accepted` (docs/simulation.md): seeded runs of a program that accepts, until so many faults have
 * occurred.
 */
import { playAccepted } from './play-accepted.ts'

/** Returns the exit code. */
export async function simulateAccepted(faults: number, from: number): Promise<number> {
  let met = 0
  let seed = from
  for (; met < faults; seed++) {
    const outcome = await playAccepted(seed)
    met += outcome.faults
    if (outcome.violation === undefined) continue
    const { guarantee, what } = outcome.violation
    console.log(`seed ${seed} breaks guarantee ${guarantee}: ${what}\n  ${outcome.trace.join('\n  ')}`)
    return 1
  }
  console.log(`${seed - from} runs from seed ${from} of accepted connections, ${met} faults\nno violation`)
  return 0
}
