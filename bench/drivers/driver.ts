import type { Contender } from '../contenders/contender.ts'
import type { Assignment, Figures, ToServer } from '../messages.ts'

/** What a driver works with. */
export interface Context extends Assignment {
  readonly connect: Contender
  /** Asks the server for something. */
  readonly ask: (request: Omit<ToServer, 'id' | 'payload'>) => void
  /** Calls back when the server has what it was asked to expect. */
  readonly onCome: (listener: () => void) => void
}

/** Connects, and gives what measures one round. */
export type Driver = (context: Context) => Promise<(count: number) => Promise<Figures>>

/** CPU time of this process, all of its threads, in nanoseconds since `before`. */
export function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) * 1_000
}

/** Live memory that messages are kept in, after a collection: heap and buffers. Bytes. */
export function liveMemory(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
