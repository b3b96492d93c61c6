import { transformSync } from 'esbuild'
import * as pulsewire from 'pulsewire'
import * as inspecting from 'pulsewire/inspect'
import * as testing from 'pulsewire/testing'
import * as rxjs from 'rxjs'

const modules: Readonly<Record<string, unknown>> = {
  pulsewire,
  'pulsewire/inspect': inspecting,
  'pulsewire/testing': testing,
  rxjs,
}

/** Runs the tests of a generated source in this process. Throws what they throw. */
export function runTest(source: string): void {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs' })
  const tests: Array<() => void> = []
  const load = (name: string): unknown => modules[name]
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the source under test
  new Function('require', 'it', code)(load, (_: string, test: () => void) => tests.push(test))
  if (tests.length === 0) throw new Error('the source holds no test')
  for (const test of tests) test()
}
