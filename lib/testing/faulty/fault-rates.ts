import type { Random } from './random.ts'

/** How often each fault strikes, as a probability, and how long what is slow takes. */
export interface FaultRates {
  /** The longest time, in milliseconds, that each thing takes in either direction; 5 by default. */
  readonly latency?: number | undefined
  /** A dial is refused, without an HTTP status; 0.05 by default. */
  readonly refusals?: number | undefined
  /** With a message, in or out, the connection breaks: the peer may have it or not; 0.01 by default. */
  readonly cuts?: number | undefined
  /** A message never leaves, and the connection breaks over it; 0.01 by default. */
  readonly lostWrites?: number | undefined
  /** With a message, in or out, both sides fall silent and neither notices; 0.005 by default. */
  readonly halfOpen?: number | undefined
  /** With a message that comes in, reading stands still for a while; 0.02 by default. */
  readonly slowReading?: number | undefined
  /** The longest time, in milliseconds, that reading then stands still; 100 by default. */
  readonly slowness?: number | undefined
}

/** What becomes of one message. */
export type Fate = 'passes' | 'cut' | 'lost' | 'halfOpen' | 'slow'

/** Rates with their defaults in place. */
export type Rates = { readonly [Rate in keyof FaultRates]-?: number }

export const defaultRates: Rates = {
  latency: 5,
  refusals: 0.05,
  cuts: 0.01,
  lostWrites: 0.01,
  halfOpen: 0.005,
  slowReading: 0.02,
  slowness: 100,
}

/** Whole milliseconds, up to the longest. */
export function drawDelay(random: Random, longest: number): number {
  return Math.floor(random() * (longest + 1))
}

/** Draws the fate of a message. One number decides, so what one rate is does not move the numbers of the others. */
export function drawFate(random: Random, rates: ReadonlyArray<readonly [Fate, number]>): Fate {
  let left = random()
  for (const [fate, rate] of rates) {
    if (left < rate) return fate
    left -= rate
  }
  return 'passes'
}
