/**
 * `npm run lab -- mutate [AREA or FILE...]`: changes the source in one place at a time and runs the specs (mutation
 * testing, by Stryker). It prints each change that no spec notices. The areas stand in mutation/areas.ts; a file is a
 * path, with a range of lines if wanted (`lib/machine/step.ts:1-20`). Without any it changes all of them.
 *
 * A second run measures only changed source, and survivors for which there is a changed spec. `--force`: measures all.
 * `--static`: also changes code that runs once, while its module is loaded. Each such change needs a process of its own.
 * `--page`: writes docs/mutation.md from all results, and measures nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { type Area, areas, leftOut } from './mutation/areas.ts'
import { writePage } from './mutation/page.ts'
import { reportOf } from './mutation/report.ts'

const stryker = fileURLToPath(new URL('../../node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url))

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    force: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    static: { type: 'boolean', default: false },
  },
})

const configurationOf = (area: Area): object => ({
  mutate: area.globs,
  testRunner: 'mocha',
  mochaOptions: {
    require: ['./spec/support/test-environment.ts', './scripts/lab/mutation/hooks.ts'],
    spec: area.specs,
    grep: `^(?!.*(${leftOut.join('|')}))`,
  },
  testRunnerNodeArgs: ['--import=tsx', '--conditions=pulsewire:source'],
  plugins: ['@stryker-mutator/mocha-runner'],
  coverageAnalysis: 'perTest',
  ignoreStatic: !values.static,
  incremental: true,
  incrementalFile: reportOf(area),
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: 'temp/stryker',
  ignorePatterns: ['dist', 'temp', 'bench', 'coverage', 'examples/clients'],
})

function measure(area: Area, files: ReadonlyArray<string>): boolean {
  const configuration = `temp/mutation/${area.name}.config.json`
  mkdirSync('temp/mutation', { recursive: true })
  writeFileSync(configuration, JSON.stringify(configurationOf(area)))
  const only = files.length === 0 ? [] : ['--mutate', files.join(',')]
  const forced = values.force ? ['--force'] : []
  const { status } = spawnSync(process.execPath, [stryker, 'run', configuration, ...only, ...forced], {
    stdio: 'inherit',
  })
  return status === 0
}

function measureAll(): void {
  for (const area of areas) {
    const folders = area.globs.map((glob) => dirname(glob))
    const files = positionals.filter((file) => folders.includes(dirname(file)))
    const isWanted = positionals.length === 0 || positionals.includes(area.name) || files.length > 0
    if (isWanted && !measure(area, files)) process.exitCode = 1
  }
}

if (values.page) {
  const missing = await writePage()
  for (const line of missing) console.log(line)
  process.exitCode = missing.length === 0 ? 0 : 1
} else measureAll()
