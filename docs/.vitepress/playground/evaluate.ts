import { Mendable, noTest, problemOf } from './mend.ts'
import { exportersOf, modulesFor } from './modules.ts'
import { Recorder } from './recorder.ts'
import type { Outcome, Report } from './report.ts'

/** Lines of the console that are kept, and the longest of them in characters. */
const maxLines = 50
const maxLine = 400

/** Tests of a text. */
const maxTests = 20

interface Test {
  readonly title: string
  readonly body: () => unknown
}

/** Runs a text: a module with tests. `transpile` makes a CommonJS module of TypeScript, line by line. Only a loop without an end stops it from returning. */
export function evaluate(text: string, transpile: (text: string) => string): Report {
  let recorder = new Recorder()
  const modules = modulesFor(() => recorder)
  const exporters = (name: string): ReadonlyArray<string> => exportersOf(name, modules)
  const lines: string[] = []
  const print = (...values: ReadonlyArray<unknown>): void => {
    if (lines.length < maxLines) lines.push(values.map(show).join(' ').slice(0, maxLine))
  }
  const tests: Test[] = []
  const it = (title: string, body: () => unknown): void => {
    if (tests.length === maxTests) {
      throw new Mendable(`The text has more than ${maxTests} tests.`, 'Divide it: a drawing is for a few tests.')
    }
    tests.push({ title, body })
  }
  const globals = {
    require: (specifier: string) => importable(specifier, modules, exporters),
    exports: {},
    it,
    test: it,
    describe: (_title: string, body: () => void) => {
      body()
    },
    console: { log: print, info: print, debug: print, warn: print, error: print },
  }

  const { console: own } = globalThis
  // Warnings of pulsewire belong to the text too.
  Object.assign(globalThis, { console: { ...own, ...globals.console } })
  try {
    // A text is evaluated because its author asks for it: in a worker, without network and page.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function(...Object.keys(globals), `${transpile(text)}\n//# sourceURL=test.ts`)
    Reflect.apply(run, undefined, Object.values(globals))
    const outcomes = tests.map(({ title, body }): Outcome => {
      recorder = new Recorder()
      const problem = problemOfTest(body, exporters)
      return { title, problem, tracks: recorder.tracks, isCut: recorder.isCut }
    })
    return outcomes.length === 0 ? { _tag: 'Broken', problem: noTest } : { _tag: 'Ran', outcomes, lines }
  } catch (error) {
    return { _tag: 'Broken', problem: problemOf(error, exporters) }
  } finally {
    Object.assign(globalThis, { console: own })
  }
}

function problemOfTest(body: () => unknown, exporters: (name: string) => ReadonlyArray<string>): Outcome['problem'] {
  try {
    if (!(body() instanceof Promise)) return undefined
    throw new Error('A marble test cannot be asynchronous: its time is virtual.')
  } catch (error) {
    return problemOf(error, exporters)
  }
}

/** A module whose missing names are errors. */
function importable(
  specifier: string,
  modules: Readonly<Record<string, object>>,
  exporters: (name: string) => ReadonlyArray<string>,
): object {
  const found = modules[specifier]
  if (found === undefined) {
    const available = Object.keys(modules).join(', ')
    throw new Mendable(`The module '${specifier}' is not available here.`, `Import from one of these: ${available}`)
  }
  return new Proxy(found, {
    get: (target, name) => {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name) as unknown
      if (name === '__esModule') return true
      const [other] = exporters(name)
      const mend = other === undefined ? 'Check its spelling.' : `Import it from '${other}'.`
      throw new Mendable(`'${specifier}' exports no ${name}.`, mend)
    },
  })
}

function show(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return `${value.name}: ${value.message}`
  try {
    return JSON.stringify(value)
  } catch {
    return String(value)
  }
}
