/**
 * `npm run lab -- mutate [FILE...]`: changes the source in one place at a time and runs the specs (mutation testing, by
 * Stryker). It prints each change that no spec notices. A file is a path below `lib/machine` or `lib/connection`, with
 * a range of lines if wanted (`lib/machine/step.ts:1-20`), or a glob; without any, it changes all of both.
 *
 * A second run measures only changed source, and survivors for which there is a changed spec. `--force`: measures all.
 * `--page`: writes docs/mutation.md from all results, and measures nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { type Area, areas, leftOut } from './mutation/areas.ts'
import { writePage } from './mutation/page.ts'

const stryker = fileURLToPath(new URL('../../node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url))

const configurationOf = ({ name, folder, specs }: Area): object => ({
  mutate: [`${folder}**/*.ts`],
  testRunner: 'mocha',
  mochaOptions: {
    require: ['./spec/support/test-environment.ts', './scripts/lab/mutation/hooks.ts'],
    spec: specs,
    grep: `^(?!.*(${leftOut.join('|')}))`,
  },
  testRunnerNodeArgs: ['--import=tsx', '--conditions=pulsewire:source'],
  plugins: ['@stryker-mutator/mocha-runner'],
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: `temp/mutation/${name}.json`,
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: 'temp/stryker',
  ignorePatterns: ['dist', 'temp', 'bench', 'coverage', 'examples/clients'],
})

function measure(area: Area, files: ReadonlyArray<string>, force: boolean): boolean {
  const configuration = `temp/mutation/${area.name}.config.json`
  mkdirSync('temp/mutation', { recursive: true })
  writeFileSync(configuration, JSON.stringify(configurationOf(area)))
  const only = files.length === 0 ? [] : ['--mutate', files.join(',')]
  const forced = force ? ['--force'] : []
  const { status } = spawnSync(process.execPath, [stryker, 'run', configuration, ...only, ...forced], {
    stdio: 'inherit',
  })
  return status === 0
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false }, page: { type: 'boolean', default: false } },
})

if (values.page) await writePage()
else {
  for (const area of areas) {
    const files = positionals.filter((file) => file.startsWith(area.folder))
    if (positionals.length > 0 && files.length === 0) continue
    if (!measure(area, files, values.force)) process.exitCode = 1
  }
}
