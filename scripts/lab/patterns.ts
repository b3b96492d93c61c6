/**
 * `npm run lab -- patterns`: requests and topics over real sockets that are terminated at random. Every figure that the
 * guarantees R1 to R4 and T1 to T4 speak of is counted; the exit code is 1 if one is wrong. `--seed N` replays the
 * choices of the servers and users (not the times of the machine).
 */
import { parseArgs } from 'node:util'

import { runRequests } from './patterns/requests.ts'
import { runTopics } from './patterns/topics.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, only: { type: 'string' } } })
const first = Number(values.seed ?? 1)

async function run(name: string, seeds: number, play: (seed: number) => Promise<ReadonlyArray<string>>): Promise<void> {
  if (values.only !== undefined && values.only !== name) return
  for (let seed = first; seed < first + seeds; seed++) {
    const wrong = await play(seed)
    for (const problem of wrong) console.error(`WRONG, ${name}, seed ${seed}: ${problem}`)
    if (wrong.length > 0) process.exitCode = 1
  }
}

await run('plain', 5, (seed) => runRequests(seed, 'plain'))
await run('resend', 5, (seed) => runRequests(seed, 'resend'))
await run('topics', 4, runTopics)
