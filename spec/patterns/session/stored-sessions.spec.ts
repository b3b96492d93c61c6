import { expect } from 'chai'
import { clientStart$ } from 'pulsewire'
import { deliver, type SessionConnection, type Sessions } from 'pulsewire/session'
import { catchError, EMPTY, ignoreElements, merge, type Observable, of, tap } from 'rxjs'

import { accepting, fakeOpening } from '../../server/fake-openings.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { type FakePeer, fakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'
import { MemoryStore } from './memory-store.ts'
import { acceptingEnds, brief, hellos, turns, welcomes } from './protocol.ts'

interface Node {
  readonly own: Sessions<string, string>
  readonly received: string[]
  readonly results: string[]
  /** A peer whose connection is served: it delivers the values. */
  readonly knock: (values?: ReadonlyArray<string>) => FakePeer
}

/** A process with sessions in a store that it shares. */
function node(store: MemoryStore): Node {
  const clock = manualClock()
  const own = acceptingEnds({ store: store.view(), clock, keep: 1_000, acknowledge: 0, newId: () => 'id-1' })
  const [received, results]: [string[], string[]] = [[], []]
  const { accepted$, knock } = accepting({ ...(own.options as object), clock, heartbeat: false })
  const values: Array<ReadonlyArray<string>> = []
  const serve = (peer: SessionConnection): Observable<unknown> =>
    merge(
      own.receive$(peer).pipe(tap((value) => received.push(value))),
      of(...(values.shift() ?? [])).pipe(deliver(own, peer), tap((result) => results.push(brief(result)))), // prettier-ignore
      clientStart$(peer).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      ),
    )
  accepted$.subscribe((peer) => watch(serve(peer as unknown as SessionConnection)))
  return {
    own,
    received,
    results,
    knock: (given = []) => {
      values.push(given)
      const peer = fakePeer({ opens: true })
      knock(fakeOpening(peer.transport))
      return peer
    },
  }
}

describe('sessions in a store', () => {
  it('D1: appends a message before it is sent, and takes one before it is acknowledged', async () => {
    const store = new MemoryStore()
    const { knock, received, results } = node(store)
    const peer = knock(['a', 'b'])
    peer.last.say(hellos())
    await turns()
    expect(store.calls).to.deep.equal(['append 1 a', 'append 2 b'])
    expect(peer.last.sent).to.deep.equal([welcomes('fresh', 0, 'id-1'), 'm1:a', 'm2:b'])
    peer.last.say('a2', 'm1:x')
    expect(received).to.deep.equal(['x'])
    await turns()
    expect(store.calls.slice(2)).to.deep.equal(['take 1 x'])
    expect(results).to.deep.equal(['a', 'b'])
  })

  it('D1: resumes at another process, which has what the first one had', async () => {
    const store = new MemoryStore()
    const [first, second] = [node(store), node(store)]
    const before = first.knock(['a', 'b', 'c'])
    before.last.say(hellos())
    await turns()
    before.last.say('m1:x', 'a1')
    await turns()
    const after = second.knock()
    after.last.say(hellos(2, 'id-1'))
    await turns()
    expect(after.last.sent).to.deep.equal([welcomes('resumed', 1, 'id-1'), 'm3:c'])
    after.last.say('m2:y')
    await turns()
    expect(second.received).to.deep.equal(['y'])
    expect([...(store.sessions.get('id-1')?.taken ?? [])]).to.deep.equal([
      [1, 'x'],
      [2, 'y'],
    ])
  })

  it('D2: a process that has lost the session is refused: its messages are uncertain, and its socket ends with 1012', async () => {
    const store = new MemoryStore()
    const [first, second] = [node(store), node(store)]
    const stale = first.knock(['a'])
    stale.last.say(hellos())
    await turns()
    const current = second.knock()
    current.last.say(hellos(0, 'id-1'))
    await turns()
    stale.last.say('m1:x')
    await turns()
    expect(store.refused).to.equal(1)
    expect(stale.last.closes).to.deep.equal([[1012, 'resume the session']])
    // Back at the first process, the store is right and its own memory is not.
    const back = first.knock()
    back.last.say(hellos(0, 'id-1'))
    await turns()
    expect(back.last.sent).to.deep.equal([welcomes('resumed', 0, 'id-1'), 'm1:a'])
  })

  it('D2: a message that cannot be stored is not sent: it is uncertain, and the socket ends with 1012', async () => {
    const store = new MemoryStore()
    const { knock, results } = node(store)
    const peer = knock(['a'])
    store.isRefusing = true
    peer.last.say(hellos())
    await turns()
    expect(peer.last.sent).to.deep.equal([welcomes('fresh', 0, 'id-1')])
    expect(peer.last.closes).to.deep.equal([[1012, 'resume the session']])
    expect(results).to.deep.equal(['DeliveryUncertain'])
  })

  it('a store that does not answer at the greeting ends the socket, and the next one may find it again', async () => {
    const store = new MemoryStore()
    const { knock } = node(store)
    store.isFailing = true
    const peer = knock()
    peer.last.say(hellos())
    await turns()
    expect([peer.last.isOver, peer.last.sent]).to.deep.equal([true, []])
    store.isFailing = false
    const again = knock()
    again.last.say(hellos())
    await turns()
    expect(again.last.sent).to.deep.equal([welcomes('fresh', 0, 'id-1')])
  })

  it('stays with its own memory while no other process had the session', async () => {
    const store = new MemoryStore()
    const { knock, results } = node(store)
    const peer = knock(['a'])
    peer.last.say(hellos())
    await turns()
    peer.last.lose()
    const again = knock()
    again.last.say(hellos(0, 'id-1'))
    await turns()
    again.last.say('a1')
    // The subscriber of the first socket gets its result.
    expect(results).to.deep.equal(['a'])
  })

  it('D2: a session whose messages are gone from the store, or of another user, is lost', async () => {
    const store = new MemoryStore()
    const { knock } = node(store)
    knock().last.say(hellos())
    await turns()
    store.sessions.clear()
    const peer = knock()
    peer.last.say(hellos(0, 'id-1'))
    await turns()
    expect(peer.last.sent).to.deep.equal([welcomes('lost', 0, 'id-1')])
  })
})
