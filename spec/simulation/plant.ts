import { type Failure, playSeed } from './explore.ts'
import type { Sabotage } from './simulation.ts'

/** Number of seeds that must find a bug. */
const seeds = 1_000

/** Replaces a method for as long as `body` runs. */
export async function patched<P extends object, K extends keyof P, R>(
  prototype: P,
  key: K,
  patch: (original: P[K]) => P[K],
  body: () => Promise<R>,
): Promise<R> {
  const original = prototype[key]
  prototype[key] = patch(original)
  try {
    return await body()
  } finally {
    prototype[key] = original
  }
}

/** Plays seeds until one fails. `from` is not 1 for a rare bug, so that the spec is fast. */
export async function find(sabotage?: Sabotage, from = 1): Promise<Failure> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await playSeed(seed, sabotage)
    if (violation !== undefined) return { seed, violation }
  }
  throw new Error(`not found within ${seeds} seeds from ${from}`)
}
