import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

import { curves } from './all.ts'
import type { Points } from './curve.ts'
import { exponentOf, steepest } from './exponent.ts'
import { toPicture } from './picture.ts'

const pictures = fileURLToPath(new URL('../../../docs/pictures/curves/', import.meta.url))
const program = fileURLToPath(new URL('measure-curve.js', import.meta.url))

/**
 * A young generation of a fixed size, in MiB. By default V8 begins with a small one, which grows while much is alive: the cost of
 * each thing then has a step where the things outgrow it.
 */
const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64']

/**
 * `npm run bench -- --curves`: measures each curve, writes its picture to docs/pictures/curves/, and fails if one is steeper
 * than linear. `--only queue,topics` measures some of them.
 */
export async function runCurves(only: ReadonlyArray<string> | undefined): Promise<void> {
  const picked = curves.filter(({ name }) => only?.includes(name) ?? true)
  if (picked.length === 0) throw new Error(`no such curve: ${curves.map(({ name }) => name).join(', ')}`)
  const start = performance.now()
  mkdirSync(pictures, { recursive: true })
  for (const curve of picked) {
    const child = fork(program, [curve.name], { execArgv: flags, serialization: 'advanced' })
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`${curve.name}: it ended with ${code}`)
    })
    const [measured] = (await Promise.race([once(child, 'message'), failed])) as [ReadonlyArray<Points>]
    failed.catch(() => undefined)
    for (const line of measured) {
      const exponent = exponentOf(line)
      const isSteep = exponent > steepest
      console.log(
        `${curve.name}, ${line.line}: exponent ${exponent.toFixed(2)}${isSteep ? ', STEEPER THAN LINEAR' : ''}`,
      )
      console.log(`  ${line.points.map(([size, cost]) => `${size}: ${cost.toPrecision(3)} ${curve.unit}`).join(', ')}`)
      if (isSteep) process.exitCode = 1
    }
    writeFileSync(`${pictures}${curve.name}.svg`, toPicture(curve, measured))
  }
  console.error(`${((performance.now() - start) / 60_000).toFixed(1)} min`)
}
