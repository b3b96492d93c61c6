/** The outcome of a seed of a simulation that is not shrunk. */
export interface SeededOutcome<Guarantee> {
  readonly faults: number
  /** A broken guarantee. */
  readonly violation: { readonly guarantee: Guarantee; readonly what: string } | undefined
  /** The steps that led to it. */
  readonly trace: ReadonlyArray<string>
}

type Play<Guarantee> = (seed: number) => Promise<SeededOutcome<Guarantee>>

/** Plays seeds until so many faults have occurred, and prints the result. Returns the exit code. */
export async function simulateSeeds(
  what: string,
  play: Play<number | string>,
  faults: number,
  from: number,
): Promise<number> {
  let met = 0
  let seed = from
  for (; met < faults; seed++) {
    const outcome = await play(seed)
    met += outcome.faults
    if (outcome.violation === undefined) continue
    const { guarantee, what: broken } = outcome.violation
    console.log(`seed ${seed} breaks guarantee ${guarantee}: ${broken}\n  ${outcome.trace.join('\n  ')}`)
    return 1
  }
  console.log(`${seed - from} runs from seed ${from} ${what}, ${met} faults\nno violation`)
  return 0
}

/** Plays seeds until one breaks a guarantee. */
export async function findIn<Guarantee>(
  play: Play<Guarantee>,
  from: number,
  seeds: number,
): Promise<{ readonly guarantee: Guarantee; readonly what: string }> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await play(seed)
    if (violation !== undefined) return violation
  }
  throw new Error(`not found within ${seeds} seeds from ${from}`)
}
