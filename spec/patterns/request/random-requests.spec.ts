import { expect } from 'chai'
import fc from 'fast-check'
import { clientRestart$, clientStart$, clientStop$, error$, send } from 'pulsewire'
import { of } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'
import { watch, type Watched } from '../../support/watching.ts'
import { brief, callOf, type Result } from './protocol.ts'

/** Actions of a user, a peer and time. Numbers choose among the requests made so far. */
const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ _tag: 'ask' as const }) },
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant('reply' as const), index: fc.nat(20), isOk: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant('forge' as const), id: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant('throw' as const), count: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 1, arbitrary: fc.constant({ _tag: 'backlog' as const }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant('leave' as const), index: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant('answerWrites' as const), count: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant('pass' as const), ms: fc.nat(60) }) },
  ...(['open', 'lose', 'close', 'restart', 'abandon', 'start', 'stop'] as const).map((tag) => ({
    weight: 1,
    arbitrary: fc.constant({ _tag: tag }),
  })),
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

interface Asked {
  readonly value: string
  readonly results: Watched<Result>
  left: boolean
}

const timeout = 50

/** More than a socket is handed at once. */
const backlog = 'x'.repeat(1_100_000)
const ignore = { error: () => undefined }

function play(actions: ReadonlyArray<Action>, resend: boolean, writes: boolean): void {
  let throwing = 0
  const replies = (): void => {
    if (throwing-- > 0) throw new Error('the transport fails')
  }
  const { chat, peer, clock, errors } = connectTo({ writes, replies }, { retry: { initialDelay: 8, jitter: 'none' } })
  const call = callOf(chat, { resend, timeout })
  const asked: Asked[] = []
  const socket = (): (typeof peer)['last'] | undefined => peer.sockets.at(-1)
  const start = (): unknown => clientStart$(chat).subscribe(ignore)
  const act = (one: Action): unknown => {
    switch (one._tag) {
      case 'ask': {
        const value = `v${asked.length + 1}`
        return asked.push({ value, results: watch(call(value)), left: false })
      }
      case 'reply': {
        // As a server does: it replies to a request that this socket carried, though maybe twice.
        const requests = (socket()?.sent ?? []).filter((data) => String(data).startsWith('ask'))
        const [, id = '', value = ''] = String(requests[one.index % requests.length] ?? '').split(' ')
        if (id !== '' && socket()?.isOver === false) socket()?.say(`${one.isOk ? 'ok' : 'no'} ${id} re ${value}`)
        return
      }
      case 'forge': {
        // A peer that is wrong: this socket did not carry the request.
        const requests = (socket()?.sent ?? []).map((data) => String(data).split(' ', 2).join(' '))
        if (!requests.includes(`ask ${one.id}`)) socket()?.say(`ok ${one.id} forged`)
        return
      }
      case 'throw':
        throwing = one.count
        return
      case 'backlog':
        return of(backlog).pipe(send(chat)).subscribe()
      case 'leave': {
        const leaving = asked[one.index % asked.length]
        if (leaving === undefined || leaving.results.end !== undefined) return
        leaving.left = true
        return leaving.results.stop()
      }
      case 'answerWrites':
        return socket()?.answer(one.count)
      case 'pass':
        return clock.pass(one.ms)
      case 'open':
        return socket()?.isOver === false && chat.core().state._tag === 'Dialing' ? socket()?.open() : undefined
      case 'lose':
        return socket()?.lose()
      case 'close':
        return socket()?.lose(1000)
      case 'restart':
        return clientRestart$(chat).subscribe(ignore)
      case 'abandon':
        return clientRestart$(chat, { abandon: true }).subscribe(ignore)
      case 'start':
        return start()
      case 'stop':
        return clientStop$(chat).subscribe(ignore)
    }
  }

  start()
  for (const one of actions) {
    act(one)
    // R2 without resend, and R4, hold after every action.
    const seen: string[] = []
    for (const { sent } of peer.sockets) {
      const carried = new Set<string>()
      for (const data of sent.map(String)) {
        const [kind, id = ''] = data.split(' ', 2)
        if (data === backlog) continue
        if (kind === 'cancel') expect(carried, `R4: ${data}`).to.include(id)
        else {
          expect(carried, `twice on one socket: ${data}`).not.to.include(id)
          carried.add(id)
          seen.push(id)
        }
      }
    }
    if (!resend) expect(new Set(seen).size, 'R2').to.equal(seen.length)
  }
  clock.pass(timeout)
  for (const { value, results, left } of asked) {
    expect(results.values, 'R1').to.have.length(left ? 0 : 1)
    if (left) continue
    expect(results.end, 'R1').to.deep.equal({ _tag: 'Completed' })
    for (const result of results.values) {
      if (result._tag === 'Right') expect(brief(result), 'R3').to.equal(`re ${value}`)
      else if (result.left._tag === 'Refused') expect(result.left.refusal, 'R3').to.equal(`re ${value}`)
    }
  }
  expect(errors.end).to.equal(undefined)
  expect(watch(chat.pipe(error$())).values).to.deep.equal([])
}

describe('random requests', () => {
  for (const resend of [false, true]) {
    for (const writes of [true, false]) {
      const how = `${resend ? 'with' : 'without'} resend, where the socket takes ${writes ? 'no' : 'its'} time to write`
      it(`R1, R2, R3, R4: settle exactly once and meet only their own replies, ${how}`, () => {
        fc.assert(
          fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
            play(actions, resend, writes)
          }),
          { numRuns: 100 },
        )
      })
    }
  }
})
