import { playAccepted } from './play-accepted.ts'

/** Plays seeds until one breaks a guarantee. */
export async function find(from = 1, seeds = 200): Promise<{ readonly guarantee: string; readonly what: string }> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await playAccepted(seed)
    if (violation !== undefined) return violation
  }
  throw new Error(`not found within ${seeds} seeds from ${from}`)
}
