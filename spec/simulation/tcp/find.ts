import { playTcp } from './play-tcp.ts'

/** Plays seeds until one breaks a guarantee. */
export async function find(from: number, seeds = 100): Promise<{ readonly guarantee: number; readonly what: string }> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await playTcp(seed)
    if (violation !== undefined) return violation
  }
  throw new Error(`not found within ${seeds} seeds from ${from}`)
}
