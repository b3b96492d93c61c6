import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// A worker of mocha is started without --expose-gc. A context that is made behind the flag has the function.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Collects garbage, and returns the bytes that are still reachable, on the heap and outside it. */
export function liveMemory(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Waits until garbage of earlier specs is freed: V8 frees large buffers some turns after it has collected their objects. */
export async function settledMemory(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    collectGarbage()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
