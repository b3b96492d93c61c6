import type { Contender, ServingContender } from '../contenders/contender.ts'
import { count as beginCount, instructions, isCounted } from '../instructions.ts'
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

/** CPU time of this process for each of `count` things since `before`, all threads, in nanoseconds. */
export function cpuSince(before: NodeJS.CpuUsage, count: number): number {
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1_000) / count
}

const isCounting = isCounted(instructions)

/** The cost of each thing. */
export interface Cost extends Figures {
  /** CPU time of all threads, in nanoseconds. */
  readonly cpu: number
}

/**
 * Measures `count` things that `run` does: their CPU time and, as a figure that depends less on the machine, their instructions or,
 * where those are not counted, the CPU time outside the kernel.
 */
export async function costOf(count: number, run: () => Promise<void>): Promise<Cost> {
  globalThis.gc?.()
  const endCount = isCounting ? await beginCount(instructions) : undefined
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  const counted = await endCount?.()
  const second = counted === undefined ? { user: (user * 1_000) / count } : { instructions: counted / count }
  return { cpu: ((user + system) * 1_000) / count, ...second }
}

/** Live memory after a garbage collection, heap and buffers, in bytes. */
export function liveMemory(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
