import { performance } from 'node:perf_hooks'

import type { Link } from '../contenders/contender.ts'
import type { Context, Driver } from './driver.ts'
import { costOf, pause } from './driver.ts'

/** The number of concurrent dials. */
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

/**
 * The cost of an idle connection: bytes of heap and of resident memory for each; CPU to open one; the time to open all.
 * V8 compiles most of the code while the first thousands are opened, so as many again are opened afterwards.
 */
export const idle: Driver = async (context) => {
  // The first connections load and compile code, which is not part of their cost.
  const held = [await openMany(context, 200)]
  return async (count) => {
    await pause(200)
    globalThis.gc?.()
    const before = process.memoryUsage()
    let ms = 0
    const cost = await costOf(count, async () => {
      const start = performance.now()
      held.push(await openMany(context, count))
      ms = performance.now() - start
    })
    await pause(300)
    globalThis.gc?.()
    const after = process.memoryUsage()
    if (held.length !== 2) throw new Error('a process measures this once')
    const next = await costOf(count, async () => {
      held.push(await openMany(context, count))
    })
    return {
      heap: (after.heapUsed - before.heapUsed) / count,
      rss: (after.rss - before.rss) / count,
      ...Object.fromEntries(Object.entries(cost).map(([name, value]) => [`${name}ToOpen`, value])),
      cpuToOpenNext: next.cpu,
      ms,
    }
  }
}
