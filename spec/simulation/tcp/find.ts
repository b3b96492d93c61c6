import { findIn } from '../seeded.ts'
import { playTcp, type TcpOutcome } from './play-tcp.ts'

/** Plays seeds until one breaks a guarantee. */
export const find = (from: number, seeds = 100): Promise<NonNullable<TcpOutcome['violation']>> =>
  findIn(playTcp, from, seeds)
