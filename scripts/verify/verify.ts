/**
 * `npm run verify`: every check but the tests, two at a time, a line for each, then `N passed, N failed`.
 * `npm run verify -- lint types` runs the named steps and the steps that they need.
 */
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

interface Step {
  readonly name: string
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
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'site', command: ['node', '--import', 'tsx', '--conditions=pulsewire:source', 'scripts/site/check.ts'] },
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] },
  {
    name: 'packages',
    command: ['node', '--import', 'tsx', 'scripts/verify/packages/check-packages.ts'],
    whenNamed: ['--all'],
    needs: ['build'],
    isVerbose: true,
  },
  { name: 'types', command: typeCheck('.', 'types') },
  { name: 'page-types', command: typeCheck('spec/browser', 'page-types') },
  { name: 'nats-types', command: typeCheck('spec/nats', 'nats-types') },
  { name: 'tool-types', command: typeCheck('scripts/verify/packages', 'tool-types') },
  {
    name: 'format',
    command: [
      ...(['prettier', '--check', '--log-level', 'warn'] as const),
      ...['--cache', '--cache-location', 'temp/verify/prettier', '--cache-strategy', 'content', '.'],
    ],
  },
  { name: 'layout', command: ['tsx', 'scripts/verify/check-layout.ts'] },
  { name: 'floors', command: ['depcruise', 'lib', '--output-type', 'err-long'] },
  { name: 'api', command: ['tsx', 'scripts/verify/api.ts'], needs: ['build'] },
  { name: 'snippets', command: ['tsx', 'scripts/verify/check-snippets.ts'], needs: ['build'] },
  {
    name: 'generated',
    command: ['node', '--import', 'tsx', '--conditions=pulsewire:source', 'scripts/docs/generate.ts', '--check'],
  },
  { name: 'unused', command: ['knip'] },
  { name: 'bundle', command: ['tsx', 'scripts/verify/check-bundle.ts'], needs: ['build'] },
  { name: 'size', command: ['size-limit'], needs: ['build'] },
  { name: 'slow', command: ['mocha', 'spec/**/*.slow.ts'] },
  { name: 'clients', command: ['npm', 'run', '--silent', 'clients'], isOnRequest: true },
  { name: 'simulate', command: ['npm', 'run', '--silent', 'simulate'] },
  { name: 'publint', command: ['publint', '--strict'], needs: ['build'] },
  { name: 'exports', command: ['attw', '--pack', '.', '--profile', 'esm-only'], needs: ['publint'] },
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

/** The named steps and all that they need; every step where none is named. */
function select(names: readonly string[]): readonly Step[] {
  if (names.length === 0) return steps.filter(({ isOnRequest }) => isOnRequest !== true)
  const wanted = new Set<string>()
  const want = (name: string): void => {
    const step = steps.find((candidate) => candidate.name === name)
    if (step === undefined) throw new Error(`no step ${name}: there are ${steps.map((each) => each.name).join(', ')}`)
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

process.exitCode = (await verify(select(named))) === 0 ? 0 : 1
