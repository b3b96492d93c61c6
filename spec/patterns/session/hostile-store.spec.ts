import { expect } from 'chai'
import { clientStart$, text } from 'pulsewire'
import { deliver, type SessionConnection, type Sessions, type SessionStore } from 'pulsewire/session'
import { catchError, config, EMPTY, ignoreElements, merge, of, tap } from 'rxjs'

import { AcceptingSessions } from '../../../lib/patterns/session/accepting/accepting-sessions.ts'
import { accepting, fakeOpening } from '../../server/fake-openings.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { type FakePeer, fakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'
import { MemoryStore } from './memory-store.ts'
import { acceptingEnds, brief, hellos, turns, welcomes } from './protocol.ts'

interface Serving {
  readonly own: Sessions<string, string>
  readonly received: string[]
  readonly results: string[]
  readonly errors: string[]
  /** A peer of a user whose connection is served: the value is delivered to it. */
  readonly knock: (user?: string, value?: string) => FakePeer
}

/** A process with sessions in a store. Ids are `id-1`, `id-2` and so on. */
function serving(store: SessionStore): Serving {
  const clock = manualClock()
  const own = acceptingEnds({ store, clock, keep: 1_000, acknowledge: 0 })
  const [received, results, errors]: string[][] = [[], [], []] as never
  const knock = (user = '', value?: string): FakePeer => {
    const { accepted$, knock: enter } = accepting({ ...(own.optionsFor(user) as object), clock, heartbeat: false })
    accepted$.subscribe((given) => {
      const peer = given as unknown as SessionConnection
      watch(
        merge(
          own.receive$(peer).pipe(tap((data) => received?.push(data))),
          value === undefined ? EMPTY : of(value).pipe(deliver(own, peer), tap((result) => results?.push(brief(result)))), // prettier-ignore
          clientStart$(peer).pipe(
            ignoreElements(),
            catchError((error: Error) => {
              errors?.push(error.message)
              return EMPTY
            }),
          ),
        ),
      )
    })
    const peer = fakePeer({ opens: true })
    enter(fakeOpening(peer.transport))
    return peer
  }
  return { own, received, results, errors, knock } as Serving
}

describe('sessions in a store that misbehaves, or whose clients do', () => {
  it('an id that another user presents harms nobody: its session goes on, and resumes', async () => {
    const store = new MemoryStore()
    const { knock, received } = serving(store.view())
    const owner = knock('owner')
    owner.last.say(hellos())
    await turns()
    const thief = knock('thief')
    thief.last.say(hellos(0, 'id-1'))
    await turns()
    expect(thief.last.sent).to.deep.equal([welcomes('lost', 0, 'id-2')])
    expect([owner.last.isOver, owner.last.closes]).to.deep.equal([false, []])
    owner.last.say('m1:x')
    await turns()
    expect(received).to.deep.equal(['x'])
    const again = knock('owner')
    again.last.say(hellos(0, 'id-1'))
    await turns()
    expect(again.last.sent).to.deep.equal([welcomes('resumed', 1, 'id-1')])
    expect(owner.last.closes).to.deep.equal([[4409, 'another socket has the session']])
  })

  it('D1: of two greetings that are under way for one id, the later one has the session', async () => {
    const store = new MemoryStore()
    const [first, second] = [serving(store.view()), serving(store.view())]
    const before = first.knock()
    before.last.say(hellos())
    await turns()
    const [early, late] = [second.knock(), second.knock()]
    early.last.say(hellos(0, 'id-1'))
    late.last.say(hellos(0, 'id-1'))
    await turns()
    expect(late.last.sent).to.deep.equal([welcomes('resumed', 0, 'id-1')])
    expect([late.last.isOver, early.last.isOver]).to.deep.equal([false, true])
    late.last.say('m1:x')
    await turns()
    expect(second.received).to.deep.equal(['x'])
  })

  it('D3: a session that the store has given to a greeting which has ended is released', async () => {
    const released: string[] = []
    const store = new MemoryStore().view()
    const { knock } = serving({ ...store, release: (id) => void released.push(id) })
    for (let i = 0; i < 5; i++) {
      const peer = knock()
      peer.last.say(hellos())
      peer.last.lose()
    }
    await turns()
    expect(released).to.deep.equal(['id-1', 'id-2', 'id-3', 'id-4', 'id-5'])
  })

  for (const name of ['create', 'load', 'append', 'take'] as const) {
    it(`a function ${name} that throws ends the socket, and nothing else`, async () => {
      const failing = (): never => {
        throw new Error('the store is broken')
      }
      const { knock, results } = serving({ ...new MemoryStore().view(), [name]: failing })
      const peer = knock('', name === 'append' ? 'a' : undefined)
      peer.last.say(name === 'load' ? hellos(0, 'id-0') : hellos())
      await turns()
      if (name === 'take') peer.last.say('m1:x')
      await turns()
      expect(peer.last.isOver).to.equal(true)
      expect(results).to.deep.equal(name === 'append' ? ['DeliveryUncertain'] : [])
    })
  }

  it('a release that throws is reported once, and one that rejects is discarded', async () => {
    const reported: unknown[] = []
    config.onUnhandledError = (error) => reported.push((error as Error).message)
    const calls: string[] = []
    const release = (id: string): void => {
      calls.push(id)
      if (id === 'id-1') throw new Error('release failed')
      return Promise.reject(new Error('an async release')) as never
    }
    const own = serving({ ...new MemoryStore().view(), release })
    for (let i = 0; i < 2; i++) {
      const peer = own.knock()
      peer.last.say(hellos())
      peer.last.lose()
    }
    await turns()
    await new Promise((resolve) => setTimeout(resolve, 0))
    config.onUnhandledError = null
    expect(calls).to.deep.equal(['id-1', 'id-2'])
    expect(reported).to.deep.equal(['release failed'])
  })

  it('D3: clients that drop before they have their welcome leave at most `limit` sessions, each until `keep`', () => {
    const clock = manualClock()
    const own = new AcceptingSessions({ codec: text, clock, keep: 1_000, limit: 3 })
    const { accepted$, knock } = accepting({ ...(own.options as object), clock, heartbeat: false })
    accepted$.subscribe((peer) => clientStart$(peer).subscribe({ error: () => undefined }))
    for (let i = 0; i < 10; i++) {
      const peer = fakePeer({ opens: true })
      knock(fakeOpening(peer.transport))
      peer.last.say(hellos())
      peer.last.lose()
    }
    expect(own.size).to.equal(3)
    clock.pass(1_001)
    expect(own.size).to.equal(0)
  })
})
