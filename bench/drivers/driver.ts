import type { Contender, ServingContender } from '../contenders/contender.ts'
import type { Assignment, Figures, ToServer } from '../messages.ts'

/** The environment of a driver. */
export interface Context extends Assignment {
  readonly connect: Contender
  /** Accepts connections, if the contender is a server too. */
  readonly serve?: ServingContender | undefined
  /** Sends a request to the server. */
  readonly ask: (request: Omit<ToServer, 'id' | 'payload'>) => void
  /** Registers a callback for the server's answer: it has received the expected bytes. */
  readonly onArrived: (listener: () => void) => void
}

/** Connects, and returns the function that measures one round. */
export type Driver = (context: Context) => Promise<(count: number) => Promise<Figures>>

/**
 * CPU time of this process for each of `count` messages since `before`, all threads, in nanoseconds: all of it, and the
 * part outside the kernel, which depends less on the machine.
 */
export function cpuSince(before: NodeJS.CpuUsage, count: number): { readonly cpu: number; readonly user: number } {
  const { user, system } = process.cpuUsage(before)
  return { cpu: ((user + system) * 1_000) / count, user: (user * 1_000) / count }
}

/** Live memory after a garbage collection, heap and buffers, in bytes. */
export function liveMemory(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
