/** Measures one curve in a process of its own, and sends its points: `node measure-curve.js NAME`. */
import { curves } from './all.ts'
import type { Points } from './curve.ts'

const curve = curves.find(({ name }) => name === process.argv[2])
if (curve === undefined) throw new Error(`no such curve: ${curves.map(({ name }) => name).join(', ')}`)
const measured: Points[] = []
for (const { name, cost } of curve.lines) {
  // The first round warms up: V8 still compiles.
  if (curve.repeats > 1) for (const size of curve.sizes.slice(0, -2)) await cost(size)
  const points = new Map<number, number>()
  for (let round = 0; round < curve.repeats; round++) {
    for (const size of curve.sizes) points.set(size, Math.min(points.get(size) ?? Infinity, await cost(size)))
  }
  measured.push({ line: name, points: [...points] })
}
process.send?.(measured, () => process.exit())
