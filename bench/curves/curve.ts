/** One line of a picture: the cost at each size. */
export interface Line {
  readonly name: string
  /** Returns the cost at a size: microseconds, or bytes. It may be called several times; the least result counts. */
  readonly cost: (size: number) => Promise<number>
}

/** One picture: cost against a number of things. */
export interface Curve {
  readonly name: string
  readonly title: string
  /** The things that are counted. */
  readonly things: string
  /** The cost, with its object: `CPU of one message`. */
  readonly cost: string
  readonly unit: 'µs' | 'B'
  /** In ascending order. */
  readonly sizes: ReadonlyArray<number>
  /** The number of measurements of each size. */
  readonly repeats: number
  readonly lines: ReadonlyArray<Line>
}

/** Measured costs of one line, by size. */
export interface Points {
  readonly line: string
  readonly points: ReadonlyArray<readonly [size: number, cost: number]>
}

/** One, three, ten, and so on, up to `last`. */
export function sizesTo(last: number): ReadonlyArray<number> {
  const all = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 1 : 3) * 10 ** Math.floor(i / 2))
  return all.filter((size) => size <= last)
}

/** Microseconds of CPU. Below it a run is repeated, since the clock of the kernel is coarse. */
const enough = 20_000

/**
 * Microseconds of CPU that one run takes, all threads. No garbage collection before: a full one also drops what V8 has learned
 * about objects of which none is alive, and a run of few things would measure how it learns that again.
 */
export async function cpuOf(run: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let runs = 1; ; runs++) {
    await run()
    const { user, system } = process.cpuUsage(before)
    if (user + system >= enough) return (user + system) / runs
  }
}

/** More bytes than the caches of a core hold. Written once: pages that never were are one page of zeros to the kernel. */
const other = new Uint8Array(16 * 1_024 * 1_024).fill(1)

/** Replaces what the caches of the core hold, as a program does between two messages. Returns a sum, so that V8 keeps the loop. */
function useCaches(): number {
  let sum = 0
  for (let i = 0; i < other.length; i += 64) sum += other[i] ?? 0
  return sum
}

/**
 * Microseconds that one run takes after other work, the median of many. In a loop without other work, the cost of each thing
 * would jump where all of them no longer fit into a cache of the processor.
 */
export function timeAfterOtherWork(run: () => void): number {
  const times = Array.from({ length: 41 }, () => {
    if (useCaches() < 0) throw new Error('not a sum')
    const before = process.hrtime.bigint()
    run()
    return Number(process.hrtime.bigint() - before) / 1_000
  })
  return times.sort((a, b) => a - b)[times.length >> 1] ?? NaN
}

/** Lets everything run that waits for a later turn of the event loop. */
export const turns = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}
