import type { Figures } from './messages.ts'
import type { Client, Server } from './processes.ts'
import type { Workload } from './workloads.ts'

/** All rounds of one workload: for each contender one set of figures per round. */
export interface Outcome {
  readonly workload: Workload
  readonly rounds: ReadonlyMap<string, ReadonlyArray<Figures>>
}

/** The number of processes of each contender that share the rounds: V8 may optimize differently in each. */
const generations = 2

/** Warm-up rounds of a process, which do not count: V8 still compiles much code in them. */
const warmUps = 2

interface Options {
  readonly contenders: ReadonlyArray<string>
  readonly rounds: number
  readonly quick: boolean
}

/**
 * Measures one workload. Every round runs all contenders once, beginning with a different one each time, so that other
 * load on the machine affects all of them. The first rounds of a process warm it up and do not count.
 */
export async function measure(server: Server, workload: Workload, options: Options): Promise<Outcome> {
  const contenders = workload.contenders?.filter((name) => options.contenders.includes(name)) ?? options.contenders
  const count = Math.max(workload.burst, Math.ceil(workload.count / (options.quick ? 10 : 1)))
  const rounds = new Map<string, Figures[]>(contenders.map((name) => [name, []]))
  const total = workload.isLong ? 1 : options.rounds
  if (workload.isFresh) {
    for (let round = 0; round < total; round++) {
      if (workload.isBeside) await Promise.all(contenders.map((contender) => once(contender)))
      else for (const contender of rotated(contenders, round)) await once(contender)
    }
  } else {
    for (let generation = 0; generation < generations; generation++) {
      const from = Math.floor((total * generation) / generations)
      await generate(from, Math.floor((total * (generation + 1)) / generations))
    }
  }
  return { workload, rounds }

  async function once(contender: string): Promise<void> {
    const client = await server.start(contender, workload)
    try {
      rounds.get(contender)?.push(await client.round(count))
    } finally {
      client.end()
    }
  }

  async function generate(from: number, to: number): Promise<void> {
    if (from === to) return
    const clients: Client[] = []
    try {
      clients.push(...(await Promise.all(contenders.map((contender) => server.start(contender, workload)))))
      for (let round = 0; round < warmUps; round++) for (const client of clients) await client.round(count)
      for (let round = from; round < to; round++) {
        for (const client of rotated(clients, round)) rounds.get(client.contender)?.push(await client.round(count))
      }
    } finally {
      for (const client of clients) client.end()
    }
  }
}

function rotated<T>(all: ReadonlyArray<T>, by: number): ReadonlyArray<T> {
  const first = by % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}
