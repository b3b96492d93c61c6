/**
 * `npm run verify`: every check but the tests, two at a time, a line for each, then `N passed, N failed`.
 * `npm run verify -- lint types` runs the named steps and the steps that they need. `npm run verify -- --list` lists all.
 */
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

interface Step {
  readonly name: string
  /** The subject of the check, in a few words. */
  readonly checks: string
  readonly command: readonly [string, ...string[]]
  /** Further parameters where the step was named. */
  readonly whenNamed?: readonly string[]
  /** Steps that must have passed before this one begins. */
  readonly needs?: readonly string[]
  /** Prints the output of a step that passed too. */
  readonly isVerbose?: true
  /** Runs only when it is named: it installs packages of its own. */
  readonly isOnRequest?: boolean
}

interface Outcome {
  readonly passed: boolean
  readonly output: string
}

/** Incremental: the compiler itself knows which files a change touches. */
const typeCheck = (project: string, name: string): Step['command'] => [
  ...(['tsc', '--noEmit', '-p', project] as const),
  ...['--incremental', '--tsBuildInfoFile', `temp/verify/${name}.tsbuildinfo`],
]

// The longest steps come early, so that the last one does not run alone. Lint has no cache: a change of a type in one
// file can make a fault in another.
const steps: readonly Step[] = [
  { name: 'build', checks: 'lib/ compiles to dist/', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'site',
    checks: 'the documentation builds, its links lead somewhere, its playground plays',
    command: ['node', '--import', 'tsx', '--conditions=pulsewire:source', 'scripts/site/check.ts'],
  },
  { name: 'lint', checks: 'rules of ESLint, with types', command: ['eslint', '.', '--max-warnings', '0'] },
  {
    name: 'packages',
    checks: 'the packed package in bundlers, runtimes and compilers',
    command: ['node', '--import', 'tsx', 'scripts/verify/packages/check-packages.ts'],
    whenNamed: ['--all'],
    needs: ['build'],
    isVerbose: true,
  },
  { name: 'types', checks: 'types of code for Node', command: typeCheck('.', 'types') },
  {
    name: 'page-types',
    checks: 'types of code for pages, and of tools that drive them',
    command: typeCheck('spec/browser', 'page-types'),
  },
  { name: 'nats-types', checks: 'types of code that uses NATS', command: typeCheck('spec/nats', 'nats-types') },
  {
    name: 'format',
    checks: 'Prettier',
    command: [
      ...(['prettier', '--check', '--log-level', 'warn'] as const),
      ...['--cache', '--cache-location', 'temp/verify/prettier', '--cache-strategy', 'content', '.'],
    ],
  },
  {
    name: 'layout',
    checks: 'lines of files and files of folders in lib/',
    command: ['tsx', 'scripts/verify/check-layout.ts'],
  },
  {
    name: 'floors',
    checks: 'imports between the folders of lib/',
    command: ['depcruise', 'lib', '--output-type', 'err-long'],
  },
  {
    name: 'api',
    checks: 'the public surface is that of docs/api/',
    command: ['tsx', 'scripts/verify/api.ts'],
    needs: ['build'],
  },
  {
    name: 'snippets',
    checks: 'code on pages and in doc comments compiles',
    command: ['tsx', 'scripts/verify/check-snippets.ts'],
    needs: ['build'],
  },
  {
    name: 'generated',
    checks: 'generated parts of pages are current',
    command: ['node', '--import', 'tsx', '--conditions=pulsewire:source', 'scripts/docs/generate.ts', '--check'],
  },
  { name: 'unused', checks: 'files, exports and dependencies that nothing uses', command: ['knip'] },
  {
    name: 'bundle',
    checks: 'bundles for browsers hold no code for Node',
    command: ['tsx', 'scripts/verify/check-bundle.ts'],
    needs: ['build'],
  },
  { name: 'size', checks: 'size of each entry point', command: ['size-limit'], needs: ['build'] },
  {
    name: 'slow',
    checks: 'specs that need seconds or processes: spec/**/*.slow.ts',
    command: ['mocha', 'spec/**/*.slow.ts'],
  },
  {
    name: 'clients',
    checks: 'clients of other projects over our sockets',
    command: ['npm', 'run', '--silent', 'clients'],
    isOnRequest: true,
  },
  { name: 'simulate', checks: '100,000 faults on simulated networks', command: ['npm', 'run', '--silent', 'simulate'] },
  { name: 'publint', checks: 'package.json, for publication', command: ['publint', '--strict'], needs: ['build'] },
  {
    name: 'exports',
    checks: 'types of the packed package resolve',
    command: ['attw', '--pack', '.', '--profile', 'esm-only'],
    needs: ['publint'],
  },
]

const atATime = 2
const named = process.argv.slice(2)
const root = fileURLToPath(new URL('../..', import.meta.url))
const environment = {
  ...process.env,
  PATH: `${root}node_modules/.bin:${process.env['PATH'] ?? ''}`,
  NO_COLOR: '1',
  FORCE_COLOR: '0',
}

function run({ name, command: [program, ...parameters], whenNamed = [] }: Step): Promise<Outcome> {
  if (named.includes(name)) parameters.push(...whenNamed)
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ passed: false, output: error.message }))
    child.on('close', (code) => resolve({ passed: code === 0, output }))
  })
}

/** A line for each step. */
function list(): string {
  const lines = steps.map(
    ({ name, checks, isOnRequest }) =>
      `${name.padEnd(10)} ${checks}${isOnRequest === true ? ' (only when named)' : ''}`,
  )
  return lines.join('\n')
}

/** The named steps and all that they need; every step where none is named. */
function select(names: readonly string[]): readonly Step[] {
  if (names.length === 0) return steps.filter(({ isOnRequest }) => isOnRequest !== true)
  const wanted = new Set<string>()
  const want = (name: string): void => {
    const step = steps.find((candidate) => candidate.name === name)
    if (step === undefined) {
      console.error(`There is no step ${name}. npm run verify -- NAME... runs steps:\n\n${list()}`)
      process.exit(2)
    }
    step.needs?.forEach(want)
    wanted.add(name)
  }
  names.forEach(want)
  return steps.filter((step) => wanted.has(step.name))
}

async function verify(selected: readonly Step[]): Promise<number> {
  const waiting = [...selected]
  const outcomes = new Map<string, boolean>()
  let wakeUp: () => void = () => undefined
  let running = 0

  const report = (step: Step, passed: boolean, seconds: number, output: string): void => {
    outcomes.set(step.name, passed)
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(10)} ${seconds.toFixed(1)} s`)
    if (!passed || step.isVerbose) console.log(output.trimEnd().replace(/^/gm, '      '))
  }

  const begin = async (step: Step): Promise<void> => {
    running += 1
    const before = performance.now()
    const { passed, output } = await run(step)
    running -= 1
    report(step, passed, (performance.now() - before) / 1000, output)
    wakeUp()
  }

  while (waiting.length > 0 || running > 0) {
    const next = waiting.findIndex((step) => (step.needs ?? []).every((need) => outcomes.has(need)))
    if (next >= 0 && running < atATime) {
      for (const step of waiting.splice(next, 1)) {
        const missing = (step.needs ?? []).find((need) => outcomes.get(need) === false)
        if (missing === undefined) void begin(step)
        else report(step, false, 0, `not tried: it needs ${missing}`)
      }
    } else {
      await new Promise<void>((resolve) => {
        wakeUp = resolve
      })
    }
  }

  const failed = [...outcomes.values()].filter((passed) => !passed).length
  console.log(`${outcomes.size - failed} passed, ${failed} failed`)
  return failed
}

if (named.includes('--list')) console.log(list())
else process.exitCode = (await verify(select(named))) === 0 ? 0 : 1
