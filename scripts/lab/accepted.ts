/**
 * `npm run lab -- accepted`: 20 clients on a bad network against `accept$`, both ends with pulsewire, over real sockets. Counts
 * what the guarantees speak of at both ends; the exit code is 1 if one is broken. `--seed N` replays the faults.
 */
import { parseArgs } from 'node:util'

import {
  clientStart$,
  clientStop$,
  type Connection,
  defineConnection,
  isRest,
  platformTransport,
  receive$,
  send,
} from 'pulsewire'
import { accept$ } from 'pulsewire/server'
import { faulty } from 'pulsewire/testing'
import { catchError, EMPTY, firstValueFrom, forkJoin, ignoreElements, interval, lastValueFrom, map, merge, mergeMap, Subject, take, tap, toArray } from 'rxjs' // prettier-ignore

const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string', default: '3' } } })
const clients = 20
const messages = 300
const retry = { initialDelay: 5, maxDelay: 50 }
const heartbeat = { interval: 100, timeout: 100 }

/** Plays one seed. Returns what is wrong. */
async function play(seed: number): Promise<ReadonlyArray<string>> {
  const wrong = new Set<string>()
  /** For each client: the messages that the server has seen, on whatever connection. */
  const seen = new Map<string, Set<number>>()
  const peers: Connection<string, string>[] = []
  const shutdown$ = new Subject<void>()
  const inOrder = (who: string): ((text: string) => void) => {
    let last = 0
    return (text) => {
      const n = Number(text.split(':')[1])
      if (n <= last) wrong.add(`${who} received ${n} after ${last} on one connection`)
      last = n
    }
  }
  let echoes = 0
  let served: Promise<unknown> = Promise.resolve()
  const port = await new Promise<number>((resolve, reject) => {
    const accepted$ = accept$({
      port: 0,
      host: '127.0.0.1',
      heartbeat,
      shutdown$,
      onListening: (address) => {
        resolve(address.port)
      },
    }).pipe(
      tap((peer) => peers.push(peer)),
      mergeMap((peer) => {
        const check = inOrder('the server')
        return clientStart$(peer).pipe(
          receive$(),
          tap((text) => {
            check(text)
            const [client = '', n] = text.split(':')
            const known = seen.get(client) ?? new Set()
            if (known.has(Number(n))) wrong.add(`the server received ${text} twice`)
            seen.set(client, known.add(Number(n)))
          }),
          send(peer),
          ignoreElements(),
          catchError(() => EMPTY),
        )
      }),
    )
    served = lastValueFrom(accepted$, { defaultValue: undefined })
    served.catch(reject)
  })

  const outcomes = await firstValueFrom(
    forkJoin(
      Array.from({ length: clients }, (_, client) => {
        const transport = faulty(platformTransport, { seed: seed * 1_000 + client, latency: 2 })
        const chat = defineConnection({ url: `ws://127.0.0.1:${port}/`, transport, retry, heartbeat })
        let check = inOrder('a client')
        const lease = merge(
          clientStart$(chat).pipe(ignoreElements()),
          chat.pipe(tap(({ _tag }) => (_tag === 'Open' ? (check = inOrder('a client')) : undefined)), ignoreElements()),
          chat.pipe(receive$(), tap((text) => {
              echoes++
              check(text)
            }), ignoreElements()),
        ).subscribe({ error: console.error }) // prettier-ignore
        return interval(3).pipe(
          take(messages),
          map((n) => `${client}:${n + 1}`),
          send(chat),
          toArray(),
          mergeMap((results) =>
            clientStop$(chat).pipe(
              tap(() => {
                lease.unsubscribe()
              }),
              map(() => results),
            ),
          ),
        )
      }),
    ),
    { defaultValue: [] },
  )
  shutdown$.next()
  await served
  const tags = new Map<string, number>()
  for (const [client, results] of outcomes.entries()) {
    for (const [index, result] of results.entries()) {
      const tag = result._tag === 'Right' ? 'Right' : result.left._tag
      tags.set(tag, (tags.get(tag) ?? 0) + 1)
      const isSeen = seen.get(String(client))?.has(index + 1) === true
      if (isSeen && tag !== 'Right' && tag !== 'SendUncertain')
        wrong.add(`${tag}, but the server has ${client}:${index + 1}`)
    }
  }
  for (const { state } of peers) if (!isRest(state)) wrong.add(`an accepted connection is ${state._tag} at the end`)
  const received = [...seen.values()].reduce((sum, { size }) => sum + size, 0)
  const results = [...tags].map(([tag, count]) => `${tag} ${count}`).join(', ')
  console.log(
    `seed ${seed}: ${peers.length} connections accepted, ${received} of ${clients * messages} messages received, ${echoes} echoes; ${results}`,
  )
  return [...wrong]
}

const first = Number(values.seed ?? 1)
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  for (const problem of await play(seed)) {
    console.error(`WRONG, seed ${seed}: ${problem}`)
    process.exitCode = 1
  }
}
