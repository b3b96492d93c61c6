/**
 * `npm run lab -- cluster`: two servers behind one port, which share a NATS server. The one that has the session is killed with
 * SIGKILL, three times, and started anew. 600 messages each way must arrive once and in order. The exit code is 1 if one does
 * not. `--seed N` replays the choices of servers (not the times of the machine).
 */
import { parseArgs } from 'node:util'

import { advice, isInstalled } from '../../spec/nats/nats-server.ts'
import { count, runCluster } from './cluster/run-cluster.ts'
import { median } from './session/figures.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, runs: { type: 'string' } } })
const first = Number(values.seed ?? 1)
const runs = Number(values.runs ?? 3)

if (isInstalled()) {
  const resumeTimes: number[] = []
  let [effects, pushes, kills] = [0, 0, 0]
  for (let seed = first; seed < first + runs; seed++) {
    const run = await runCluster(seed)
    resumeTimes.push(...run.resumeTimes)
    effects += run.effects
    pushes += run.pushes
    kills += run.kills
    for (const problem of run.wrong) {
      console.error(`WRONG, cluster, seed ${seed}: ${problem}`)
      process.exitCode = 1
    }
  }
  const all = runs * count
  console.log(
    `cluster, ${runs} runs, ${kills} servers killed: ${effects} of ${all} effects and ${pushes} of ${all} pushes, once and in order; ` +
      `${resumeTimes.length} resumes, median ${median(resumeTimes)} ms, worst ${Math.max(...resumeTimes)} ms`,
  )
} else {
  console.error(advice)
  process.exitCode = 1
}
