/**
 * `npm run simulate -- --tcp` (docs/simulation.md): seeded runs over the adapter of `ws` and TCP connections of a script,
 * until so many faults have occurred.
 */
import { playTcp } from './play-tcp.ts'

/** Returns the exit code. */
export async function simulateTcp(faults: number, from: number): Promise<number> {
  let met = 0
  let seed = from
  for (; met < faults; seed++) {
    const outcome = await playTcp(seed)
    met += outcome.faults
    if (outcome.violation === undefined) continue
    const { guarantee, what } = outcome.violation
    console.log(`seed ${seed} breaks guarantee ${guarantee}: ${what}\n  ${outcome.trace.join('\n  ')}`)
    return 1
  }
  console.log(`${seed - from} runs from seed ${from} over ws, ${met} faults\nno violation`)
  return 0
}
