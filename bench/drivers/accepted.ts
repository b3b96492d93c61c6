import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { type Driver, pause } from './driver.ts'

const crowd = fileURLToPath(new URL('../crowd.js', import.meta.url))

/** Opens idle connections from another process. */
async function open(url: string, count: number): Promise<() => void> {
  const child = fork(crowd, [url, String(count)])
  await once(child, 'message')
  return () => child.kill()
}

/** The cost of an idle connection that was accepted: bytes of heap and of resident memory for each. */
export const accepted: Driver = async ({ serve, contender, workload }) => {
  if (serve === undefined) throw new Error(`${contender} is no server`)
  const url = await serve('idle', workload.payload)
  // The first connections load and compile code, which is not part of their cost.
  const ends = [await open(url, 200)]
  return async (count) => {
    await pause(200)
    globalThis.gc?.()
    const before = process.memoryUsage()
    ends.push(await open(url, count))
    await pause(300)
    globalThis.gc?.()
    const after = process.memoryUsage()
    for (const end of ends) end()
    return { heap: (after.heapUsed - before.heapUsed) / count, rss: (after.rss - before.rss) / count }
  }
}
