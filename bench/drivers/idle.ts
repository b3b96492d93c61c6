import { performance } from 'node:perf_hooks'

import type { Link } from '../contenders/contender.ts'
import type { Context, Driver } from './driver.ts'
import { pause } from './driver.ts'

/** How many dial at once. */
const abreast = 100

const ignore = (): void => undefined

/** Opens `count` connections. */
export async function openMany({ connect, url }: Context, count: number): Promise<ReadonlyArray<Link>> {
  const links: Link[] = []
  const next = async (): Promise<void> => {
    while (links.length < count) {
      await new Promise<void>((opened) => {
        links.push(connect({ url, kind: 'text', size: 0, subscribers: 1, received: ignore, opened }))
      })
    }
  }
  await Promise.all(Array.from({ length: abreast }, next))
  return links
}

/** What a connection costs that says nothing: bytes of heap and of resident memory each; the time to open them all. */
export const idle: Driver = async (context) => {
  // What the first connections load and compile is not theirs.
  const held = [await openMany(context, 200)]
  return async (count) => {
    await pause(200)
    globalThis.gc?.()
    const before = process.memoryUsage()
    const start = performance.now()
    held.push(await openMany(context, count))
    const ms = performance.now() - start
    await pause(300)
    globalThis.gc?.()
    const after = process.memoryUsage()
    if (held.length !== 2) throw new Error('a process measures this once')
    return {
      heap: (after.heapUsed - before.heapUsed) / count,
      rss: (after.rss - before.rss) / count,
      ms,
    }
  }
}
