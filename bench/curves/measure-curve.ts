/** Measures one curve in a process of its own, and sends its points: `node measure-curve.js NAME`. */
import { curves } from './all.ts'
import type { Points } from './curve.ts'
import { exponentOf, steepest } from './exponent.ts'

const curve = curves.find(({ name }) => name === process.argv[2])
if (curve === undefined) throw new Error(`no such curve: ${curves.map(({ name }) => name).join(', ')}`)
const measured: Points[] = []
for (const { name, cost } of curve.lines) {
  // The first round warms up: V8 still compiles.
  if (curve.repeats > 1) for (const size of curve.sizes.slice(0, -2)) await cost(size)
  const least = new Map<number, number>()
  const toPoints = (): Points => ({ line: name, points: [...least] })
  const measure = async (): Promise<void> => {
    for (let round = 0; round < curve.repeats; round++) {
      for (const size of curve.sizes) least.set(size, Math.min(least.get(size) ?? Infinity, await cost(size)))
    }
  }
  await measure()
  // Other load on the machine only adds, so a line that seems steep is measured once more.
  if (curve.repeats > 1 && exponentOf(toPoints()) > steepest) await measure()
  measured.push(toPoints())
}
process.send?.(measured, () => process.exit())
