import type { Random } from './random.ts'

/** The probability of each fault, and the durations of slow ones. */
export interface FaultRates {
  /** The longest delay of each event in either direction, in milliseconds. Default: 5. */
  readonly latency?: number | undefined
  /** A dial is refused without an HTTP status. Default: 0.05. */
  readonly refusals?: number | undefined
  /** The connection breaks with a message, in or out: the peer may have received it or not. Default: 0.01. */
  readonly cuts?: number | undefined
  /** A message never leaves, and the connection breaks. Default: 0.01. */
  readonly lostWrites?: number | undefined
  /** Both sides fall silent with a message, in or out, and neither notices. Default: 0.005. */
  readonly halfOpen?: number | undefined
  /** Reading stops for a while with an incoming message. Default: 0.02. */
  readonly slowReading?: number | undefined
  /** The longest time that reading then stops, in milliseconds. Default: 100. */
  readonly slowness?: number | undefined
}

/** The fate of one message. */
export type Fate = 'passes' | 'cut' | 'lost' | 'halfOpen' | 'slow'

/** Rates with every default filled in. */
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

/** Draws a whole number of milliseconds, `longest` included. */
export function drawDelay(random: Random, longest: number): number {
  return Math.floor(random() * (longest + 1))
}

/** Draws the fate of a message from one random number: another rate does not change the numbers that follow. */
export function drawFate(random: Random, rates: ReadonlyArray<readonly [Fate, number]>): Fate {
  let left = random()
  for (const [fate, rate] of rates) {
    if (left < rate) return fate
    left -= rate
  }
  return 'passes'
}
