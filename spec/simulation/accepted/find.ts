import { findIn } from '../seeded.ts'
import { type AcceptedOutcome, playAccepted } from './play-accepted.ts'

/** Plays seeds until one breaks a guarantee. */
export const find = (from = 1, seeds = 200): Promise<NonNullable<AcceptedOutcome['violation']>> =>
  findIn(playAccepted, from, seeds)
