import { expect } from 'chai'
import fc from 'fast-check'
import { clientStart$, clientStop$, type Connection, defineConnection, send } from 'pulsewire'
import { Subject, type Subscription } from 'rxjs'

import { diagnosePeer } from '../../lib/server/diagnose-peer.ts'
import { manualClock } from '../support/clocks/manual-clock.ts'
import { fakePeer } from '../support/peers/fake-peer.ts'
import { told, watch } from '../support/watching.ts'
import { accepting, fakeOpening } from './fake-openings.ts'

/** Actions of a user, a peer and time, within one run. */
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant('say' as const), text: fc.string({ maxLength: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant('send' as const), text: fc.string({ maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant('answerWrites' as const), count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant('pass' as const), ms: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant('close' as const), code: fc.constantFrom(1000, 1001, 1005, 4000) }) },
  ...(['lose', 'breach', 'lease', 'release', 'stop', 'finish'] as const).map((tag) => ({
    weight: 1,
    arbitrary: fc.constant({ _tag: tag }),
  })),
) // prettier-ignore
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const options = (): object => ({
  name: 'chat',
  clock: manualClock(),
  random: () => 0.5,
  heartbeat: { interval: 40, timeout: 30 },
  closeTimeout: 50,
  outbox: { limit: 2 },
})

/** Plays one run, and returns everything that can be observed of it, in order. */
function play(actions: ReadonlyArray<Action>, isAccepted: boolean): readonly string[] {
  const peer = fakePeer({ opens: true, writes: false, closes: false, pongs: false })
  const common = options() as { readonly clock: ReturnType<typeof manualClock> }
  const { clock } = common
  let connection: Connection<string, string>
  if (isAccepted) {
    const { accepted$, knock } = accepting(common)
    const emitted = watch(accepted$)
    knock(fakeOpening(peer.transport))
    connection = emitted.values[0]!
  } else {
    const retry = { diagnose: diagnosePeer, stableAfter: 0 }
    connection = defineConnection({ ...common, url: 'ws://server/', transport: peer.transport, retry })
  }
  const log: string[] = []
  const note = (text: string): unknown => log.push(text)
  const leases: Subscription[] = []
  const words = new Subject<string>()
  const isOver = (): boolean => connection.state._tag === 'Closed' || connection.state._tag === 'Failed'
  const lease = (): unknown =>
    isOver() || connection.core().state._tag === 'Flushing' || connection.core().state._tag === 'AwaitingClose'
      ? undefined // Another run: only a dialed connection has one.
      : leases.push(
          clientStart$(connection).subscribe({
            error: (error: Error) => note(`lease: ${error.message}`),
            complete: () => note('lease: complete'),
          }),
        )
  connection.subscribe((event) => note(told(event)))
  words.pipe(send(connection)).subscribe((result) => note(result._tag === 'Right' ? 'sent' : result.left.message))
  lease()
  const socket = peer.last
  for (const one of actions) {
    switch (one._tag) {
      case 'say':
        if (!socket.isOver) socket.say(one.text)
        break
      case 'send':
        words.next(one.text)
        break
      case 'answerWrites':
        socket.answer(one.count)
        break
      case 'pass':
        clock.pass(one.ms)
        break
      case 'close':
        socket.lose(one.code)
        break
      case 'lose':
        socket.lose()
        break
      case 'breach':
        socket.end({ _tag: 'Violated', code: 1002 })
        break
      case 'lease':
        lease()
        break
      case 'release':
        leases.pop()?.unsubscribe()
        clock.pass(0)
        break
      case 'stop':
        clientStop$(connection).subscribe((rest) => note(`stopped: ${rest._tag}`))
        break
      case 'finish':
        if (socket.closes.length > 0) socket.lose(socket.closes[0]![0])
    }
    note(`sent ${socket.sent.join()} closes ${socket.closes.join()} pings ${socket.pings} timers ${clock.pending()}`)
  }
  clock.pass(10_000)
  note(`at the end: ${connection.state._tag} ${socket.isOver ? 'over' : 'live'} timers ${clock.pending()}`)
  return log
}

describe('an accepted connection', () => {
  it('A1: keeps the guarantees of a dialed one: from the lease on, no random run tells them apart', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        expect(play(actions, true)).to.deep.equal(play(actions, false))
      }),
      { numRuns: 100 },
    )
  })
})
