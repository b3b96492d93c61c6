import { liveMemory } from './live-memory.ts'

/** Runs `act` and returns the bytes that it left in memory, garbage excluded. */
export function heapGrowth(act: () => void): number {
  const before = liveMemory()
  act()
  return liveMemory() - before
}
