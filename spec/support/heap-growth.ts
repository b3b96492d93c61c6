import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function usedBytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Runs `act` and returns the bytes that it left in memory, garbage excluded. */
export function heapGrowth(act: () => void): number {
  const before = usedBytes()
  act()
  return usedBytes() - before
}
