import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, totalmem, type } from 'node:os'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

import type { Flags } from './flags.ts'
import { measure } from './measure.ts'
import { findNode22 } from './node-22.ts'
import { startServer } from './processes.ts'
import { type Row, rowsToTable, toRows, toTable } from './report.ts'
import { sizes } from './size.ts'
import type { Workload } from './workloads.ts'

/** Measures the picked workloads, prints a table and, after a full run, writes bench/RESULTS.md. */
export async function runWorkloads(given: Flags): Promise<void> {
  const flags = withoutMissing(given)
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
  const sizeLines = flags.sizes
    ? (await sizes()).map(([name, bytes]) => [name, `${(bytes / 1_000).toFixed(2)} kB`])
    : []
  const tables = [
    ...(rows.length > 0 ? [rowsToTable(rows, flags.contenders)] : []),
    ...(sizeLines.length > 0 ? [toTable(['bundle, minified and brotli, without rxjs', 'size'], sizeLines)] : []),
  ]
  console.log(`\n${tables.join('\n\n')}\n`)
  console.error(`${((performance.now() - start) / 60_000).toFixed(1)} min`)

  if (flags.isFull) writeResults(flags, tables)

  async function run(workload: Workload): Promise<void> {
    const before = performance.now()
    const measured = toRows(await measure(server, workload, flags))
    rowsOf.set(workload, measured)
    for (const { figure, cells } of measured) {
      console.log(workload.name, '·', figure, '·', [...cells].map(([name, cell]) => `${name} ${cell}`).join(', '))
    }
    console.error(`${workload.name}: ${((performance.now() - before) / 1_000).toFixed(1)} s`)
  }
}

/** Leaves out the contender that needs another Node, where there is none. */
function withoutMissing(flags: Flags): Flags {
  if (!flags.contenders.includes('node-22') || findNode22() !== undefined) return flags
  console.error('node-22 is left out: there is no Node 22. `npm run verify -- packages` installs one.')
  return { ...flags, contenders: flags.contenders.filter((contender) => contender !== 'node-22') }
}

function writeResults({ rounds, contenders }: Flags, tables: ReadonlyArray<string>): void {
  const [processor] = cpus()
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const node22 = findNode22()
  const lines = [
    '# The last full run',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, at ${commit}: ${rounds} rounds.`,
    `Node ${process.versions.node}, ${type()}, ${cpus().length} x ${processor?.model.trim() ?? 'an unknown processor'}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GiB.`,
    '',
    'Client and server are separate processes, and the contenders take turns in every round. `ws` is shown with its own',
    'figures; the others as ratios to `ws` in the same round, unless a unit is given. Median, and the range in brackets;',
    'less is better, except for messages per second. `bench/contenders/` shows how each contender is used.',
    ...(contenders.includes('node-22') && node22 !== undefined
      ? [
          `\`node-22\` is the global WebSocket of Node ${versionOf(node22)}, in that Node; all others run in the Node above.`,
        ]
      : []),
    '',
    tables.join('\n\n'),
    '',
  ]
  writeFileSync(fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url)), lines.join('\n'))
}

const versionOf = (node: string): string => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)
