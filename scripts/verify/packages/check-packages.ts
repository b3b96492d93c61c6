/**
 * `npm run verify -- packages`: the packed package in the runtimes, bundlers, test runners and compilers that users
 * have. Each row runs, bundles or compiles for real, in a project of its own outside of this repository.
 * `node --import tsx scripts/verify/packages/check-packages.ts metro jest` runs the rows whose names hold these words.
 *
 * Without a network the rows that need a tool are skipped, unless the tools were installed before; with `--all` that is a
 * failure. `npm run verify -- packages` has `--all`, and `npm run verify` has not.
 */
import { existsSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'

import { root } from '../entry-points.ts'
import type { Row } from './row.ts'
import { bundlers } from './rows/bundlers.ts'
import { compilerRows } from './rows/compilers.ts'
import { layouts } from './rows/layouts.ts'
import { runtimes } from './rows/runtimes.ts'
import { templates } from './rows/templates.ts'
import { testRunners } from './rows/test-runners.ts'
import { startServer } from './server.ts'
import { createSite, type Site } from './site.ts'
import { installTools, isOffline } from './tools.ts'
import { closeBrowser } from './visit.ts'

const mustRunAll = process.argv.includes('--all')
// One processor is left to the other steps, of which two run at a time.
const atATime = Math.max(1, availableParallelism() - (mustRunAll ? 0 : 1))
const words = process.argv.slice(2).filter((word) => word !== '--all')
// The longest rows come early, so that the last one does not run alone.
const rows = [...layouts, ...templates, ...bundlers, ...testRunners, ...compilerRows, ...runtimes].filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
)

type Outcome = 'ok' | 'FAIL' | 'skip'

async function check(row: Row, site: Site): Promise<Outcome> {
  if (row.tool !== undefined && !existsSync(`${site.tools}node_modules/${row.tool}`)) {
    const why = existsSync(site.tools) ? 'for this platform' : 'without a network'
    console.log(`skip  ${row.name}: there is no ${row.tool} ${why}`)
    return 'skip'
  }
  const before = performance.now()
  const seconds = (): string => ((performance.now() - before) / 1_000).toFixed(1)
  try {
    await row.run(site)
    console.log(`ok    ${row.name.padEnd(24)} ${seconds()} s`)
    return 'ok'
  } catch (error) {
    console.log(`FAIL  ${row.name.padEnd(24)} ${seconds()} s`)
    console.log((error instanceof Error ? error.message : String(error)).replace(/^/gm, '        '))
    return 'FAIL'
  }
}

const tools = await installTools().catch((error: unknown) => {
  if (mustRunAll || !isOffline(error)) throw error
  return `${root}temp/packages/none/`
})
const project = await createSite()
const { host, server } = await startServer(project.folder)
const site = { ...project, tools, host }
const waiting = [...rows]
const outcomes: Outcome[] = []
try {
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) outcomes.push(await check(row, site))
  }
  await Promise.all(Array.from({ length: atATime }, work))
} finally {
  await closeBrowser()
  server.disconnect()
  rmSync(project.folder, { recursive: true, force: true })
}
const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length
console.log(`${count('ok')} rows ok, ${count('FAIL')} failed, ${count('skip')} skipped`)
process.exitCode = count('FAIL') === 0 && count('ok') > 0 ? 0 : 1
