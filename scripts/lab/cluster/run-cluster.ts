import { clientStart$, clientStop$, defineConnection, error$, text } from 'pulsewire'
import { deliver, session } from 'pulsewire/session'
import { filter, interval, lastValueFrom, map, merge, take, tap, timer } from 'rxjs'

import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { startNats } from '../../../spec/nats/nats-server.ts'
import { collectResumeTimes } from '../session/figures.ts'
import { balance } from './balancer.ts'
import { readEffects, type ServerProcess, startServer } from './server-process.ts'

/** Messages each way. */
export const count = 600

/** Milliseconds after which a run that is not finished is wrong. */
const patience = 90_000

/** The figures of a run. */
export interface ClusterRun {
  readonly wrong: ReadonlyArray<string>
  readonly effects: number
  readonly pushes: number
  readonly kills: number
  /** Milliseconds from the loss of a socket that was open to the resumption of its session. */
  readonly resumeTimes: ReadonlyArray<number>
}

/** The number of values that stand where they belong, counted from 1. */
const inOrder = (values: ReadonlyArray<string>): number =>
  values.filter((value, index) => value === String(index + 1)).length

/** Delivers 600 messages each way, while the server that has the session is killed three times. */
export async function runCluster(seed: number): Promise<ClusterRun> {
  const random = randomPart(seed, 1)
  const nats = await startNats()
  const servers: ServerProcess[] = await Promise.all([startServer(nats.url, count), startServer(nats.url, count)])
  const balancer = await balance(() => servers[Math.floor(random() * servers.length)]?.port)

  const own = session({ codec: text })
  const shop = defineConnection({
    name: 'lab',
    url: balancer.url,
    retry: { initialDelay: 5, maxDelay: 20 },
    connectTimeout: 2_000,
    heartbeat: { interval: 500, timeout: 500 },
    ...own.options,
  })
  const [pushed, results]: [string[], string[]] = [[], []]
  const continuities: string[] = []
  own.continuity$.subscribe({ next: (continuity) => continuities.push(continuity), error: console.error })
  const resumeTimes = collectResumeTimes(shop)

  const faults: Record<string, number> = {}
  shop.pipe(error$()).subscribe({ next: ({ _tag }) => (faults[_tag] = (faults[_tag] ?? 0) + 1), error: console.error })

  let kills = 0
  const replaced: Array<Promise<void>> = []
  const killCurrent = async (): Promise<void> => {
    kills++
    const index = Math.max(
      0,
      servers.findIndex(({ port }) => port === balancer.current()),
    )
    const [killed] = servers.splice(index, 1) as [ServerProcess]
    await killed.kill()
    // The start of a process takes the CPU that the resumption is measured with.
    await lastValueFrom(timer(500), { defaultValue: 0 })
    servers.push(await startServer(nats.url, count))
  }
  const lease = clientStart$(shop).subscribe({ error: console.error })
  const finished$ = merge(
    own.receive$(shop).pipe(tap((value) => pushed.push(value))),
    interval(10).pipe(
      take(count),
      map((index) => String(index + 1)),
      deliver(own, shop),
      tap((result) => results.push(result._tag === 'Right' ? result.right : result.left._tag)),
    ),
  ).pipe(
    tap(() => {
      // Another one is there to resume at.
      if (kills < 3 && servers.length === 2 && results.length >= ((kills + 1) * count) / 4) replaced.push(killCurrent())
    }),
    filter(() => pushed.length >= count && results.length >= count),
    take(1),
  )
  const waited = lastValueFrom(timer(patience), { defaultValue: 0 })
  await Promise.race([lastValueFrom(finished$, { defaultValue: undefined }), waited])
  // A message that came twice would come now.
  await lastValueFrom(timer(300), { defaultValue: 0 })
  await lastValueFrom(clientStop$(shop), { defaultValue: undefined })
  lease.unsubscribe()
  await Promise.all(replaced)
  const effects = await readEffects(nats.url)
  balancer.close()
  await Promise.all(servers.map(async (server) => server.kill()))
  await nats.stop()

  const wrong: string[] = []
  const check = (what: string, values: ReadonlyArray<string>): number => {
    const right = inOrder(values)
    if (right !== count || values.length !== count) wrong.push(`${what}: ${values.length}, ${right} in their place`)
    return right
  }
  const run = { effects: check('effects', effects), pushes: check('pushes', pushed) }
  check('results', results)
  if (continuities.includes('lost')) wrong.push('the session was lost')
  console.log(
    `cluster, seed ${seed}: ${run.effects} effects and ${run.pushes} pushes of ${count}, ${kills} servers killed, ` +
      `${resumeTimes.length} resumes, after ${resumeTimes.join(', ')} ms, faults ${JSON.stringify(faults)}`,
  )
  return { ...run, wrong, kills, resumeTimes }
}
