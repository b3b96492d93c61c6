import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import { clientStart$, clientStop$, defineConnection, error$, text } from 'pulsewire'
import { accept$ } from 'pulsewire/server'
import { deliver, session, type SessionConnection, sessions } from 'pulsewire/session'
import { faulty } from 'pulsewire/testing'
import {
  catchError,
  EMPTY,
  filter,
  ignoreElements,
  interval,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  type Observable,
  take,
  tap,
  timer,
} from 'rxjs'

import { transport } from '../../../lib/node.ts'
import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { collectResumeTimes } from './figures.ts'

/** Messages each way. */
export const count = 2_000

/** Milliseconds that a socket lives. */
const life = { shortest: 5, longest: 85 }

/** Milliseconds after which a run that is not finished is wrong. */
const patience = 120_000

/** The figures of a run. */
export interface SessionRun {
  readonly wrong: ReadonlyArray<string>
  /** Messages that arrived once and in order, at the server and at the client. */
  readonly asked: number
  readonly pushed: number
  /** Milliseconds from the loss of a socket that was open to the resumption of its session. */
  readonly resumeTimes: ReadonlyArray<number>
}

/** Listens, and terminates each network connection after a random time: as a server that is killed, again and again. */
async function listenAndDrop(random: () => number): Promise<{
  readonly server: ReturnType<typeof createServer>
  readonly url: string
  readonly drops: () => number
  readonly calm: () => void
}> {
  const server = createServer()
  const sockets = new Map<Socket, NodeJS.Timeout>()
  let drops = 0
  let isCalm = false
  server.on('connection', (socket: Socket) => {
    if (isCalm) return
    const drop = (): void => {
      drops++
      socket.destroy()
    }
    sockets.set(socket, setTimeout(drop, life.shortest + random() * (life.longest - life.shortest)))
    socket.on('close', () => {
      clearTimeout(sockets.get(socket))
      sockets.delete(socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const calm = (): void => {
    isCalm = true
    for (const timeout of sockets.values()) clearTimeout(timeout)
  }
  return { server, url: `ws://127.0.0.1:${port}`, drops: () => drops, calm }
}

/** The number of values that stand where they belong, counted from 0. */
function countInOrder(values: ReadonlyArray<string>): number {
  return values.filter((value, index) => value === String(index)).length
}

/** Delivers one message every 2 ms each way, over sockets that drop. */
export async function runSession(seed: number, inFlight: number): Promise<SessionRun> {
  const { server, url, drops, calm } = await listenAndDrop(randomPart(seed, 1))
  const window = { limit: 4_096, inFlight }
  const orders = sessions({ codec: text, window })
  const [asked, pushed, results]: [string[], string[], string[]] = [[], [], []]
  const numbers$ = interval(2).pipe(
    map((n) => String(n)),
    take(count),
  )

  const serve = (peer: SessionConnection): Observable<never> =>
    merge(
      clientStart$(peer).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      ),
      orders.receive$(peer).pipe(
        tap((value) => asked.push(value)),
        ignoreElements(),
      ),
      // Once for a session: its messages go on over later sockets. The first session may have no client: its welcome is lost.
      orders.start$(peer).pipe(
        filter(({ continuity }) => continuity !== 'resumed'),
        mergeMap(() => numbers$.pipe(deliver(orders, peer))),
        ignoreElements(),
      ),
    )
  const serving = accept$({ server, ...orders.options })
    .pipe(mergeMap(serve))
    .subscribe({ error: console.error })

  const own = session({ codec: text, window })
  const chat = defineConnection({
    name: 'lab',
    url,
    transport: faulty(transport, { seed }),
    retry: { initialDelay: 5, maxDelay: 5 },
    connectTimeout: 250,
    heartbeat: { interval: 40, timeout: 40 },
    ...own.options,
  })
  const faults: Record<string, number> = {}
  chat.pipe(error$()).subscribe({ next: ({ _tag }) => (faults[_tag] = (faults[_tag] ?? 0) + 1), error: console.error })
  const continuities: Record<string, number> = {}
  own.continuity$.subscribe({
    next: (continuity) => (continuities[continuity] = (continuities[continuity] ?? 0) + 1),
    error: console.error,
  })
  const resumeTimes = collectResumeTimes(chat)
  const lease = clientStart$(chat).subscribe({ error: console.error })
  const began = performance.now()
  const finished$ = merge(
    own.receive$(chat).pipe(tap((value) => pushed.push(value))),
    numbers$.pipe(
      deliver(own, chat),
      tap((result) => results.push(result._tag === 'Right' ? result.right : result.left._tag)),
    ),
  ).pipe(
    filter(() => pushed.length >= count && results.length >= count),
    take(1),
  )
  await Promise.race([
    lastValueFrom(finished$, { defaultValue: undefined }),
    lastValueFrom(timer(patience), { defaultValue: 0 }),
  ])
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  // A message that came twice would come now.
  calm()
  await lastValueFrom(timer(200), { defaultValue: 0 })
  await Promise.race([
    lastValueFrom(clientStop$(chat), { defaultValue: undefined }),
    lastValueFrom(timer(2_000), { defaultValue: 0 }),
  ])
  lease.unsubscribe()
  serving.unsubscribe()
  server.closeAllConnections()
  server.close()

  const wrong: string[] = []
  const check = (what: string, values: ReadonlyArray<string>): number => {
    const right = countInOrder(values)
    if (right !== count || values.length !== count)
      wrong.push(`${what}: ${values.length} came, ${right} in their place`)
    return right
  }
  const run = { asked: check('to the server', asked), pushed: check('to the client', pushed) }
  check('results', results)
  if ((continuities['lost'] ?? 0) > 0) wrong.push('the session was lost')
  if ((faults['SendUncertain'] ?? 0) > 0) wrong.push(`${faults['SendUncertain']} Faults SendUncertain`)
  console.log(
    `session, seed ${seed}, inFlight ${inFlight}: ${run.asked} and ${run.pushed} of ${count} in ${seconds} s, ` +
      `${drops()} drops by the server, ${JSON.stringify(continuities)}, faults ${JSON.stringify(faults)}`,
  )
  return { ...run, wrong, resumeTimes }
}
