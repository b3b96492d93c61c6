import * as t from 'io-ts'
import { clientStart$, clientStop$, defineConnection, json } from 'pulsewire'
import { request } from 'pulsewire/request'
import { ignoreElements, lastValueFrom, mergeMap, range, tap } from 'rxjs'

import * as E from '../../../lib/model/either.ts'
import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { serveAndDrop } from './drop-server.ts'

const count = 3_000
const parallel = 16

const Ask = t.type({ id: t.number, n: t.number })
const Reply = t.intersection([t.type({ id: t.number }), t.partial({ result: t.unknown, error: t.string })])

/** The fate of a request is that of its number, so a request that is asked again meets the same. */
const fates = (seed: number): ((n: number) => 'answer' | 'refuse' | 'wrongType' | 'silence') => {
  const random = randomPart(seed, 1)
  const drawn = Array.from({ length: count }, () => random())
  return (n) => {
    const draw = drawn[n] ?? 1
    return draw < 0.01 ? 'silence' : draw < 0.02 ? 'wrongType' : draw < 0.04 ? 'refuse' : 'answer'
  }
}

/** Runs 3,000 requests, 16 at a time. Returns what is wrong with the outcome. */
export async function runRequests(seed: number, mode: 'plain' | 'resend'): Promise<ReadonlyArray<string>> {
  const random = randomPart(seed, 2)
  const fateOf = fates(seed)
  /** The number of times that the server saw each request, and the number of its effects: the server recognises an id. */
  const seen = new Map<number, number>()
  const effects = new Map<number, number>()
  const done = new Set<number>()
  const server = await serveAndDrop(random, [5, 65], (socket) => {
    socket.on('message', (data) => {
      const { id, n } = JSON.parse((data as Buffer).toString()) as t.TypeOf<typeof Ask>
      seen.set(n, (seen.get(n) ?? 0) + 1)
      if (!done.has(id)) effects.set(n, (effects.get(n) ?? 0) + 1)
      done.add(id)
      const fate = fateOf(n)
      if (fate === 'silence') return
      const reply = fate === 'refuse' ? { id, error: `no ${n}` } : { id, result: fate === 'wrongType' ? `${n}` : 2 * n }
      setTimeout(() => socket.send(JSON.stringify(reply)), random() * 8)
    })
  })
  const chat = defineConnection({
    name: 'lab',
    url: server.url,
    codec: json(Reply, Ask),
    retry: { initialDelay: 1, maxDelay: 1 },
  })
  const call = request(chat, {
    ask: (id, n: number) => ({ id, n }),
    idOf: ({ id }) => id,
    read: ({ result, error }): E.Either<string, number> =>
      error !== undefined ? E.left(error) : t.number.is(result) ? E.right(result) : E.left('wrong type'),
    timeout: 1_500,
    resend: mode === 'resend',
  })
  const lease = clientStart$(chat).subscribe({ error: console.error })
  const results = new Map<number, string[]>()
  const wrong: string[] = []
  const began = performance.now()
  const ask = (n: number): ReturnType<typeof call> =>
    call(n).pipe(
      tap((result) => {
        results.set(n, [...(results.get(n) ?? []), result._tag === 'Right' ? 'Right' : result.left._tag])
        const expected = fateOf(n)
        if (result._tag === 'Right' && (result.right !== 2 * n || expected !== 'answer'))
          wrong.push(`${n}: wrong answer`)
        if (result._tag === 'Left' && result.left._tag === 'Refused') {
          const refusal = expected === 'refuse' ? `no ${n}` : 'wrong type'
          if (result.left.refusal !== refusal) wrong.push(`${n}: wrong refusal`)
        }
      }),
    )
  const all$ = range(0, count).pipe(mergeMap(ask, parallel), ignoreElements())
  await lastValueFrom(all$, { defaultValue: undefined })
  const seconds = (performance.now() - began) / 1_000
  const drops = server.drops()
  await lastValueFrom(clientStop$(chat), { defaultValue: undefined })
  lease.unsubscribe()
  await server.close()

  const outcomes: Record<string, number> = {}
  for (const tags of results.values()) for (const tag of tags) outcomes[tag] = (outcomes[tag] ?? 0) + 1
  const notOnce = count - [...results.values()].filter(({ length }) => length === 1).length
  const seenTwice = [...seen.values()].filter((times) => times > 1).length
  const doneTwice = [...effects.values()].filter((times) => times > 1).length
  const silent = Array.from({ length: count }, (_, n) => fateOf(n)).filter((fate) => fate === 'silence').length
  console.log(
    `requests, ${mode}, seed ${seed}: settled ${results.size} of ${count} in ${seconds.toFixed(1)} s, ${drops} drops, ` +
      `not exactly once ${notOnce}, ${JSON.stringify(outcomes)}, seen twice by the peer ${seenTwice}, done twice ${doneTwice}`,
  )
  if (notOnce > 0) wrong.push(`R1: ${notOnce} requests did not settle exactly once`)
  if (doneTwice > 0) wrong.push(`the peer did ${doneTwice} requests twice`)
  if (mode === 'plain' && seenTwice > 0) wrong.push(`R2: the peer saw ${seenTwice} requests more than once`)
  if (mode === 'resend' && (outcomes['ReplyLost'] ?? 0) > 0) wrong.push(`${outcomes['ReplyLost']} requests were lost`)
  if (mode === 'resend' && (outcomes['ReplyTimedOut'] ?? 0) !== silent) wrong.push(`${silent} should have timed out`)
  return wrong
}
