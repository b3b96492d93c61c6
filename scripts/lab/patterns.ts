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

/** The least that the runs of topics have to meet together, so that their zeros mean something. */
const least = { drops: 250, gaps: 900 }
const met = { drops: 0, gaps: 0 }
await run('topics', 4, async (seed) => {
  const { wrong, drops, gaps } = await runTopics(seed)
  met.drops += drops
  met.gaps += gaps
  return wrong
})
if (values.only === undefined || values.only === 'topics') {
  console.log(`topics, all seeds: ${met.drops} drops, ${met.gaps} gaps`)
  if (met.drops < least.drops || met.gaps < least.gaps) {
    console.error(
      `WRONG, topics: at least ${least.drops} drops and ${least.gaps} gaps are needed. Run it on a machine at rest`,
    )
    process.exitCode = 1
  }
}
