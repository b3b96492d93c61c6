/**
 * `npm run lab -- mutate [GLOBS]`: changes the source in one place at a time and runs the specs (mutation testing, by
 * Stryker). It prints each change that no spec notices; `docs/mutation.md` lists those with a reason. Without globs,
 * which commas separate, it changes `lib/machine` and `lib/connection`, and takes hours.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const stryker = fileURLToPath(new URL('../../node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url))
const configuration = fileURLToPath(new URL('./stryker.config.json', import.meta.url))
const [, , globs] = process.argv

const { status } = spawnSync(
  process.execPath,
  [stryker, 'run', configuration, ...(globs === undefined ? [] : ['--mutate', globs])],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
