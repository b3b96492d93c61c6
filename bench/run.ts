/** `npm run bench`: `flags.ts` lists the arguments. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, totalmem, type } from 'node:os'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

import { readFlags } from './flags.ts'
import { measure } from './measure.ts'
import { startServer } from './processes.ts'
import { type Row, rowsToTable, toRows, toTable } from './report.ts'
import { sizes } from './size.ts'
import type { Workload } from './workloads.ts'

const flags = readFlags(process.argv.slice(2))
const start = performance.now()
const rowsOf = new Map<Workload, ReadonlyArray<Row>>()
const server = await startServer()
try {
  // Only workloads that measure memory run beside the nearly idle ones; CPU time would be disturbed.
  const beside = Promise.all(flags.workloads.filter(({ isBeside }) => isBeside).map(run))
  for (const workload of flags.workloads) if (workload.isFresh && !workload.isLong) await run(workload)
  await beside
  for (const workload of flags.workloads)
    if (!workload.isBeside && (workload.isLong || !workload.isFresh)) await run(workload)
} finally {
  server.end()
}
const rows = flags.workloads.flatMap((workload) => rowsOf.get(workload) ?? [])
const sizeLines = flags.sizes ? (await sizes()).map(([name, bytes]) => [name, `${(bytes / 1_000).toFixed(2)} kB`]) : []
const tables = [
  ...(rows.length > 0 ? [rowsToTable(rows, flags.contenders)] : []),
  ...(sizeLines.length > 0 ? [toTable(['bundle, minified and brotli, without rxjs', 'size'], sizeLines)] : []),
]
console.log(`\n${tables.join('\n\n')}\n`)
console.error(`${((performance.now() - start) / 60_000).toFixed(1)} min`)

async function run(workload: Workload): Promise<void> {
  const before = performance.now()
  const measured = toRows(await measure(server, workload, flags))
  rowsOf.set(workload, measured)
  for (const { figure, cells } of measured) {
    console.log(workload.name, '·', figure, '·', [...cells].map(([name, cell]) => `${name} ${cell}`).join(', '))
  }
  console.error(`${workload.name}: ${((performance.now() - before) / 1_000).toFixed(1)} s`)
}

if (flags.isFull) {
  const [processor] = cpus()
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const lines = [
    '# The last full run',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, at ${commit}: ${flags.rounds} rounds.`,
    `Node ${process.versions.node}, ${type()}, ${cpus().length} x ${processor?.model.trim() ?? 'an unknown processor'}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB.`,
    '',
    'Client and server are separate processes, and the contenders take turns in every round. `ws` is shown with its own',
    'figures; the others as ratios to `ws` in the same round, unless a unit is given. Median, and the range in brackets;',
    'less is better, except for messages per second. `bench/contenders/` shows how each contender is used.',
    '',
    tables.join('\n\n'),
    '',
  ]
  writeFileSync(fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url)), lines.join('\n'))
}
