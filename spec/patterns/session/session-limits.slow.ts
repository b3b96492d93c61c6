import { inspect } from 'node:util'

import { expect } from 'chai'
import { binary, clientStart$, codec, defineConnection, error$, text } from 'pulsewire'
import { fromJSON, inspect$, log, record } from 'pulsewire/inspect'
import { deliver, session } from 'pulsewire/session'
import { concat, from, NEVER, of, Subject } from 'rxjs'

import { manualClock } from '../../support/clocks/manual-clock.ts'
import { liveMemory, settledMemory } from '../../support/live-memory.ts'
import { type FakePeer, fakePeer } from '../../support/peers/fake-peer.ts'
import { unhandledOf, watch } from '../../support/watching.ts'
import { brief, type Dialing, dialing, hellos, secret, welcomes } from './protocol.ts'

const lease = ({ chat }: Dialing): unknown => clientStart$(chat).subscribe({ error: () => undefined })

interface Opened extends Dialing {
  readonly peer: FakePeer
  readonly clock: ReturnType<typeof manualClock>
  /** Ends the subscription that has stood since before the connection opened. */
  readonly leave: () => void
}

/** A session over a fake peer that has welcomed it. */
function opened(options: Parameters<typeof dialing>[1] = {}): Opened {
  const peer = fakePeer({ opens: true })
  const clock = manualClock()
  const dialed = dialing(peer, options, { clock })
  const standing = watch(NEVER.pipe(deliver(dialed.own, dialed.chat)))
  lease(dialed)
  peer.last.say(welcomes('fresh'))
  return { ...dialed, peer, clock, leave: standing.stop }
}

const payload = 'x'.repeat(1_000)

describe('a session, at its limits', () => {
  it('D3: accepts `limit` messages, and one error stands for all that are refused', () => {
    const { own, chat, peer } = opened({ window: { limit: 10 } })
    const asked = watch(concat(from(Array.from({ length: 1_000 }, (_, i) => `v${i}`)), NEVER).pipe(deliver(own, chat)))
    expect(asked.values).to.deep.equal([])
    peer.last.say('a10')
    expect(asked.values.slice(0, 10).map(brief)).to.deep.equal(Array.from({ length: 10 }, (_, i) => `v${i}`))
    const refused = asked.values.slice(10)
    expect(refused).to.have.length(990)
    expect(new Set(refused.map((result) => (result._tag === 'Left' ? result.left : undefined))).size).to.equal(1)
    expect(brief(refused[0]!)).to.equal('WindowFull')
  })

  it('D3: a new period of fullness is a new error, once half of the window was empty', () => {
    const { own, chat, peer } = opened({ window: { limit: 4 } })
    const source = new Subject<string>()
    const results = watch(source.pipe(deliver(own, chat)))
    const fill = (count: number): void => {
      for (let i = 0; i < count; i++) source.next('v')
    }
    fill(5)
    peer.last.say('a4')
    fill(5)
    peer.last.say('a8')
    const errors = results.values.filter(({ _tag }) => _tag === 'Left')
    expect(errors).to.have.length(2)
    expect(errors[0]).not.to.equal(errors[1])
  })

  it('D3: accepts `bytes`, and always one message', () => {
    const { own, chat, peer } = opened({ window: { bytes: 5_000 } })
    const results = watch(of(payload, payload, payload, payload, payload).pipe(deliver(own, chat)))
    peer.last.say('a3')
    expect(results.values.map(brief).map((value) => value.slice(0, 10))).to.deep.equal([
      payload.slice(0, 10),
      payload.slice(0, 10),
      payload.slice(0, 10),
      'WindowFull',
      'WindowFull',
    ])
    const large = watch(of('x'.repeat(100_000)).pipe(deliver(own, chat)))
    peer.last.say('a4')
    expect(large.values).to.have.nested.property('[0]._tag', 'Right')
  })

  it('D3: a flood of messages that do not encode is bounded too', () => {
    const peer = fakePeer({ opens: true })
    const failing = codec<string>(String, (value) => {
      if (value === 'bad') throw new Error('mine')
      return value
    })
    const dialed = dialing(peer, { codec: failing, window: { limit: 10 } }, { clock: manualClock() })
    const errors = watch(dialed.chat.pipe(error$()))
    watch(NEVER.pipe(deliver(dialed.own, dialed.chat)))
    lease(dialed)
    peer.last.say(welcomes('fresh'))
    const flood = ['good', ...Array.from({ length: 100 }, () => 'bad')]
    const results = watch(concat(from(flood), NEVER).pipe(deliver(dialed.own, dialed.chat)))
    peer.last.say('a1')
    const tags = results.values.map(brief)
    expect(tags.slice(0, 2)).to.deep.equal(['good', 'EncodeFailed'])
    expect(tags.filter((tag) => tag === 'EncodeFailed').length).to.be.below(12)
    expect(tags).to.have.length(101)
    expect(errors.values[0]).to.have.nested.property('cause.message', 'mine')
  })

  it('D3: holds at most 2,000 bytes for a message of 1,000, and nothing once it is acknowledged', async () => {
    const { own, chat, peer } = opened({ window: { limit: 2_000, inFlight: 1 } })
    const count = 1_000
    const source = new Subject<string>()
    source.pipe(deliver(own, chat)).subscribe()
    const fill = (): void => {
      for (let i = 0; i < count; i++) source.next(`${i}`.padEnd(1_000, 'y'))
    }
    let acknowledged = 0
    const empty = (): void => {
      for (let i = 0; i < count; i++) peer.last.say(`a${++acknowledged}`)
      peer.last.sent.length = 0
    }
    // Code that is compiled takes memory too.
    fill()
    empty()
    await settledMemory()
    const before = liveMemory()
    fill()
    expect((liveMemory() - before) / count).to.be.below(2_000)
    empty()
    await settledMemory()
    expect((liveMemory() - before) / count).to.be.below(400)
  })

  it('D3: a peer that sends more than the window while nobody takes messages is closed with 1002', () => {
    for (const [window, message] of [
      [{ limit: 8 }, 'x'],
      [{ bytes: 5_000 }, payload],
    ] as const) {
      const { own, chat, peer } = opened({ window })
      watch(NEVER.pipe(deliver(own, chat)))
      for (let n = 1; n <= 20; n++) peer.last.say(`m${n}:${message}`)
      expect(peer.last.closes).to.deep.equal([[1002, 'session protocol']])
      expect(chat.state).to.have.nested.property('error._tag', 'ProtocolFailed')
    }
  })

  it('D4: a hundred drops send at most inFlight messages each', () => {
    const { own, chat, peer, clock } = opened({ window: { inFlight: 4 } })
    watch(concat(from(Array.from({ length: 100 }, (_, i) => `v${i}`)), NEVER).pipe(deliver(own, chat)))
    for (let i = 0; i < 100; i++) {
      peer.last.lose()
      clock.pass(4)
      peer.last.say(welcomes('resumed'))
      expect(peer.last.sent).to.have.length(5)
    }
    expect(peer.sockets).to.have.length(101)
  })

  it('leaves no timer and no subscription behind', () => {
    const { own, chat, peer, clock, leave } = opened()
    const received = watch(own.receive$(chat))
    peer.last.say('m1:x')
    expect(clock.pending()).to.be.above(0)
    peer.last.lose(1000)
    received.stop()
    leave()
    expect(clock.pending()).to.equal(0)
    const { values, lifecycle } = chat.core().channels
    expect([values?.first, lifecycle?.first]).to.deep.equal([undefined, undefined])
  })
})

describe('a session, with `take`', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it('D1: emits and acknowledges a message once it is taken, one after another', async () => {
    const { own, chat, peer, clock } = opened()
    const taking: Array<readonly [string, number, () => void]> = []
    const take = (value: string, n: number): Promise<void> => new Promise((resolve) => taking.push([value, n, resolve]))
    const received = watch(own.receive$(chat, { take }))
    peer.last.say('m1:x', 'm2:y')
    await turn()
    expect(taking.map(([value, n]) => [value, n])).to.deep.equal([['x', 1]])
    clock.pass(100)
    expect(peer.last.sent).to.deep.equal([hellos()])
    taking[0]?.[2]()
    await turn()
    clock.pass(100)
    expect(received.values).to.deep.equal(['x'])
    expect(peer.last.sent).to.deep.equal([hellos(), 'a1'])
    expect(taking).to.have.length(2)
  })

  it('D1: a message that is being taken as the socket drops is not taken twice: the next greeting waits for it', async () => {
    const { own, chat, peer, clock } = opened()
    let finish = (): void => undefined
    const take = (): Promise<void> => new Promise((resolve) => (finish = resolve))
    const received = watch(own.receive$(chat, { take }))
    peer.last.say('m1:x')
    await turn()
    peer.last.lose()
    clock.pass(4)
    expect(peer.sockets).to.have.length(2)
    expect(peer.last.sent).to.deep.equal([])
    finish()
    await turn()
    expect(received.values).to.deep.equal(['x'])
    expect(peer.last.sent).to.deep.equal([hellos(1, secret)])
  })

  for (const [what, fail] of [
    ['rejects', async () => Promise.reject(new Error('mine'))],
    ['throws', () => { throw new Error('mine') }], // prettier-ignore
  ] as const) {
    it(`D1: a take that ${what} gives up the socket, and the message arrives again`, async () => {
      const { own, chat, peer, clock } = opened()
      const errors = watch(chat.pipe(error$()))
      let isFailing = true
      const take = async (): Promise<void> => (isFailing ? fail() : undefined)
      const received = watch(own.receive$(chat, { take }))
      peer.last.say('m1:x', 'm2:y')
      await turn()
      expect(errors.values).to.have.nested.property('[0]._tag', 'ConnectionLost')
      expect(errors.values).to.have.nested.property('[0].cause.message', 'mine')
      isFailing = false
      clock.pass(4)
      peer.last.say(welcomes('resumed'), 'm1:x', 'm2:y')
      await turn()
      await turn()
      expect(peer.last.sent[0]).to.equal(hellos(0, secret))
      expect(received.values).to.deep.equal(['x', 'y'])
    })
  }

  it('a subscriber that throws harms no other one, and the message is acknowledged', async () => {
    const { own, chat, peer, clock } = opened()
    let received = watch<string>(NEVER)
    const unhandled = await unhandledOf(() => {
      own.receive$(chat).subscribe(() => {
        throw new Error('mine')
      })
      received = watch(own.receive$(chat))
      peer.last.say('m1:x')
    })
    expect(unhandled.map(String)).to.deep.equal(['Error: mine'])
    expect(received.values).to.deep.equal(['x'])
    clock.pass(2)
    expect(peer.last.sent.at(-1)).to.equal('a1')
  })
})

describe('a session, on the wire', () => {
  it('carries bytes as binary messages, copied as they are accepted', () => {
    const peer = fakePeer({ opens: true })
    const own = session({ codec: binary })
    const chat = defineConnection({ url: 'ws://peer', transport: peer.transport, clock: manualClock(), ...own.options })
    const received = watch(own.receive$(chat))
    clientStart$(chat).subscribe({ error: () => undefined })
    const bytes = new Uint8Array([1, 2, 3])
    watch(of(bytes).pipe(deliver(own, chat)))
    bytes.fill(9)
    peer.last.say(welcomes('fresh'), new Uint8Array([109, 49, 58, 7]))
    expect(peer.last.sent[1]).to.deep.equal(new Uint8Array([109, 49, 58, 1, 2, 3]))
    expect(received.values).to.deep.equal([new Uint8Array([7])])
  })

  it('11: the id stands in no event, error, log, inspection or recording', () => {
    const peer = fakePeer({ opens: true })
    const clock = manualClock()
    const { own, chat } = dialing(peer, { codec: text }, { clock })
    const seen: unknown[] = []
    const note = (line: unknown): void => void seen.push(line)
    const events = watch(chat)
    const inspected = watch(inspect$(chat))
    const recording = record(chat, { hide: false })
    const logging = log(chat, { debug: note, info: note, warn: note, error: note }, { show: (data) => String(data) })
    clientStart$(chat).subscribe({ error: () => undefined })
    watch(own.receive$(chat))
    peer.last.say(welcomes('fresh'), 'm1:x')
    peer.last.lose()
    clock.pass(4)
    peer.last.say(welcomes('resumed'))
    peer.last.lose()
    clock.pass(100)
    peer.last.say(welcomes('resumed', 7)) // It gives the session up, with an error.
    logging.unsubscribe()
    const bodies = inspected.values.map((event) => ('data' in event ? event.data : ''))
    const shown = [events.values, inspected.values, bodies, seen, own, chat, recording.toJSON(), recording.diagram()]
    const dumped = shown.map(
      (each) => inspect(each, { depth: 12, showHidden: true, getters: true }) + JSON.stringify(each),
    )
    for (const dump of dumped) expect(dump).not.to.contain(secret)
    expect(bodies).to.include('h[redacted]').and.to.include('w[redacted]')
    expect(peer.sockets[1]?.sent[0]).to.contain(secret)
    expect(fromJSON(JSON.stringify(recording))._tag).to.equal('Right')
  })
})
