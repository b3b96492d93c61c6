/**
 * `npm run lab -- session`: a session over real sockets that are terminated at random, under the faults of `faulty`. 2,000
 * messages each way, 9 runs. The exit code is 1 if a message is lost, doubled or out of order. `--seed N` replays the faults
 * and the lives of the sockets (not the times of the machine).
 */
import { parseArgs } from 'node:util'

import { median } from './session/figures.ts'
import { count, runSession } from './session/run-session.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, runs: { type: 'string' } } })
const first = Number(values.seed ?? 1)
const runs = Number(values.runs ?? 9)

const resumeTimes: number[] = []
let [asked, pushed] = [0, 0]
for (let seed = first; seed < first + runs; seed++) {
  // A third of the runs each: a small, a middle and the default number of messages in flight.
  const run = await runSession(seed, [8, 16, 64][seed % 3] ?? 64)
  resumeTimes.push(...run.resumeTimes)
  asked += run.asked
  pushed += run.pushed
  for (const problem of run.wrong) {
    console.error(`WRONG, session, seed ${seed}: ${problem}`)
    process.exitCode = 1
  }
}
const all = runs * count
console.log(
  `session, ${runs} runs: ${asked} of ${all} to the server and ${pushed} of ${all} to the client, once and in order; ` +
    `${resumeTimes.length} resumes, median ${median(resumeTimes)} ms, worst ${Math.max(...resumeTimes)} ms`,
)
