/**
 * `npm run simulate` (docs/simulation.md): seeded runs of whole connections over a bad network, in virtual time, until
 * 100,000 faults have occurred. `-- --faults N`: another number; `-- --from SEED`: the first seed; `-- --seed N`: one seed;
 * `-- --tcp`: over the adapter of `ws`; `-- --accepted`: the accepting end; `-- --sessions`: a session between two ends.
 */
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { playAccepted } from './accepted/play-accepted.ts'
import { type Failure, playSeed, playSeeds } from './explore.ts'
import { report } from './report.ts'
import { simulateSeeds } from './seeded.ts'
import { simulateSessions } from './sessions/simulate-sessions.ts'
import { playTcp } from './tcp/play-tcp.ts'

const seedsOfBatch = 25

/** Number of failing seeds after which it stops. */
const mostFailures = 3

type Batch = Awaited<ReturnType<typeof playSeeds>>

function whole(text: string, name: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not '${text}'`)
  return value
}

async function replay(seed: number): Promise<number> {
  const { faults, trace, violation } = await playSeed(seed)
  if (violation === undefined) {
    console.log(`seed ${seed}: ${trace.length} events, ${faults} faults, no violation`)
    return 0
  }
  console.log(await report({ seed, violation }))
  return 1
}

/** Starts a process that plays batches until there is none left. */
function startWorker(nextBatch: () => number | undefined, done: (batch: Batch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(fileURLToPath(import.meta.url), ['--worker'])
    const work = (): void => {
      const from = nextBatch()
      if (from === undefined) worker.disconnect()
      else worker.send(from)
    }
    worker.on('message', (batch) => {
      done(batch as Batch)
      work()
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`a worker ended with ${code}`))
    })
    work()
  })
}

function serve(): void {
  // Most of the time would go into stack traces, and they are not read.
  Error.stackTraceLimit = 0
  process.on('message', (from) => {
    void playSeeds(from as number, seedsOfBatch).then((batch) => process.send?.(batch))
  })
}

async function simulate(faults: number, from: number): Promise<number> {
  const before = performance.now()
  const failures: Failure[] = []
  let met = 0
  let next = from
  let played = 0
  const nextBatch = (): number | undefined => {
    if (met >= faults || failures.length >= mostFailures) return undefined
    next += seedsOfBatch
    return next - seedsOfBatch
  }
  const done = (batch: Batch): void => {
    met += batch.faults
    played += seedsOfBatch
    failures.push(...batch.failures)
  }
  const workers = Array.from({ length: Math.min(2, availableParallelism()) }, () => startWorker(nextBatch, done))
  await Promise.all(workers)
  const seconds = (performance.now() - before) / 1_000
  const rate = Math.round(met / seconds)
  console.log(`${played} runs from seed ${from}, ${met} faults in ${seconds.toFixed(1)} s (${rate} a second)`)
  for (const failure of failures.slice(0, mostFailures)) console.log(`${await report(failure)}\n`)
  console.log(failures.length === 0 ? 'no violation' : `${failures.length} seed(s) failed`)
  return failures.length === 0 ? 0 : 1
}

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '100000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    sessions: { type: 'boolean', default: false },
    accepted: { type: 'boolean', default: false },
    tcp: { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
  },
})

const faults = whole(values.faults, 'faults')
const from = whole(values.from, 'from')
if (values.worker) serve()
else if (values.seed !== undefined) process.exitCode = await replay(whole(values.seed, 'seed'))
else if (values.sessions) process.exitCode = simulateSessions(faults, from)
else if (values.tcp) process.exitCode = await simulateSeeds('over ws', playTcp, faults, from)
else if (values.accepted) process.exitCode = await simulateSeeds('of accepted connections', playAccepted, faults, from)
else process.exitCode = await simulate(faults, from)
