import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type ConnectionEvent,
  defineConnection,
  isRest,
  receive$,
  send,
  state$,
} from 'pulsewire'
import { marbles, refuses, stalls } from 'pulsewire/testing'
import { BehaviorSubject, filter, of, Subject, take, throwError } from 'rxjs'

import { type Described, described } from './described.ts'
import { told, watch } from './watching.ts'

type Kind = ConnectionEvent<string>['_tag']

/** What one may do from inside a subscriber. */
const acts: Readonly<Record<string, (chat: Described['chat']) => void>> = {
  starts: (chat) => {
    clientStart$(chat).subscribe({ error: () => undefined })
  },
  stops: (chat) => {
    clientStop$(chat).subscribe()
  },
  restarts: (chat) => {
    clientRestart$(chat).subscribe({ error: () => undefined })
  },
  sends: (chat) => {
    of('from inside').pipe(send(chat)).subscribe()
  },
  'stops and starts': (chat) => {
    clientStop$(chat).subscribe()
    clientStart$(chat).subscribe({ error: () => undefined })
  },
}

/** Leads a connection through every kind of event there is. */
function tour({ chat, peer, clock }: Described): void {
  const go = (): void => {
    clientStart$(chat).subscribe({ error: () => undefined })
  }
  const alive = (): boolean => peer.sockets.length > 0 && !peer.last.isOver
  go()
  if (peer.sockets.length === 0) clock.pass(1_000)
  if (alive() && peer.last.manners.opens !== true) peer.last.open()
  if (alive()) peer.last.say('a')
  if (alive()) peer.last.lose()
  clock.pass(10_000)
  if (alive() && peer.last.manners.opens !== true) peer.last.open()
  go()
  clientStop$(chat).subscribe()
  go()
  clock.pass(5_000)
  if (alive()) peer.last.lose(1002)
  clock.pass(10_000)
}

describe('Interpreter', () => {
  describe('a turn at a time: one may do anything from inside a subscriber', () => {
    const kinds: Kind[] = ['Idle', 'Connecting', 'Open', 'Waiting', 'Closing', 'Closed', 'Failed', 'Message', 'Fault']
    for (const opens of [true, false]) {
      for (const kind of kinds) {
        for (const [doing, act] of Object.entries(acts)) {
          it(`${doing} inside ${kind}, with a peer that ${opens ? 'opens in the same turn' : 'takes its time'}`, () => {
            const all = described({ opens })
            const { chat, peer, clock } = all
            const first: string[] = []
            const second: string[] = []
            let acted = 0
            chat.subscribe((event) => {
              first.push(told(event))
              if (event._tag !== kind || acted++ > 0) return
              act(chat)
            })
            chat.subscribe((event) => second.push(told(event)))
            tour(all)
            expect(acted, 'the event came').to.be.greaterThan(0)
            expect(second.slice(second[0] === 'Idle' ? 1 : 0), 'one order').to.deep.equal(
              first.slice(first.length - second.length + (second[0] === 'Idle' ? 1 : 0)),
            )
            expect(peer.sockets.filter(({ isOver }) => !isOver).length, 'guarantee 1').to.be.at.most(1)

            const rest = watch(clientStop$(chat))
            expect(rest.values, 'one rest').to.have.length(1)
            expect(rest.values.every(isRest)).to.equal(true)
            clock.pass(0)
            expect(
              peer.sockets.filter(({ isOver }) => !isOver),
              'guarantee 6: no socket',
            ).to.deep.equal([])
            expect(clock.pending(), 'guarantee 6: no timer').to.equal(0)
          })
        }
      }
    }

    it('a stop from inside Connecting leaves no socket of a transport that opens at once', () => {
      const { chat, peer, clock } = described({ opens: true })
      const events = watch(chat)
      chat.pipe(filter(({ _tag }) => _tag === 'Connecting')).subscribe(() => {
        clientStop$(chat).subscribe()
      })
      clientStart$(chat).subscribe()
      expect(events.values.map(told).at(-1)).to.equal('Closed')
      expect(peer.sockets.every(({ isOver }) => isOver)).to.equal(true)
      expect(clock.pending()).to.equal(0)
    })

    it('a send made after a stop, or after a start, of the same turn keeps its place in the program', () => {
      const { chat, peer } = described({ opens: true })
      const results: string[] = []
      const note = (result: { readonly _tag: string }): void => {
        results.push(result._tag)
      }
      chat.pipe(receive$()).subscribe(() => {
        of('before').pipe(send(chat)).subscribe(note)
        clientStop$(chat).subscribe()
        of('after').pipe(send(chat)).subscribe(note)
      })
      clientStart$(chat).subscribe()
      peer.last.say('go')
      expect(peer.last.sent).to.deep.equal(['before'])
      expect(results).to.deep.equal(['Right', 'Left'])
    })

    it('a send from inside the result of another', () => {
      const { chat, peer } = described({ opens: true })
      clientStart$(chat).subscribe()
      const out = new Subject<string>()
      const results: unknown[] = []
      out.pipe(send(chat)).subscribe((result) => {
        results.push(result._tag === 'Right' ? result.right : result)
        if (results.length < 5) out.next(String(results.length))
      })
      out.next('0')
      expect(peer.last.sent).to.deep.equal(['0', '1', '2', '3', '4'])
      expect(results).to.deep.equal(['0', '1', '2', '3', '4'])
    })

    it('messages that come before their Open is told wait for it', () => {
      const { chat, peer } = described()
      const events = watch(chat)
      chat.pipe(filter(({ _tag }) => _tag === 'Open')).subscribe(() => {
        peer.last.say('inside')
      })
      clientStart$(chat).subscribe()
      peer.last.open()
      expect(events.values.map(told)).to.deep.equal(['Idle', 'Connecting', 'Open', 'Message inside'])
    })

    it('guarantee 3: messages that come while it is closing are delivered, before Closed', () => {
      const { chat, peer } = described({ opens: true, closes: false })
      const events = watch(clientStart$(chat))
      clientStop$(chat).subscribe()
      peer.last.say('late')
      peer.last.lose(1000)
      expect(events.values.map(told)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Message late', 'Closed'])
    })
  })

  describe('wake$', () => {
    it('makes a waiting connection try at once, and no other', () => {
      const wake = new Subject<void>()
      const { chat, peer } = described({}, { wake$: wake })
      clientStart$(chat).subscribe()
      wake.next()
      peer.last.refuse()
      expect(peer.sockets).to.have.length(1)
      wake.next()
      expect(peer.sockets).to.have.length(2)
    })

    it('is subscribed to once a run, and let go at rest', () => {
      const wake = new BehaviorSubject('replays')
      const { chat, peer, clock } = described({}, { wake$: wake })
      expect(wake.observed).to.equal(false)
      clientStart$(chat).subscribe()
      peer.last.refuse()
      clock.pass(999)
      expect(peer.sockets).to.have.length(1)
      expect(wake.observed).to.equal(true)
      clientStop$(chat).subscribe()
      expect(wake.observed).to.equal(false)
    })

    it('guarantee 10: one that fails harms nobody', () => {
      const { chat, peer, clock } = described({}, { wake$: throwError(() => new Error('mine')) })
      clientStart$(chat).subscribe()
      peer.last.refuse()
      clock.pass(1_000)
      expect(peer.sockets).to.have.length(2)
    })
  })

  describe('heartbeat', () => {
    const options = { url: 'ws://peer/', name: 'chat', retry: false } as const

    it(
      'guarantee 7: notices a dead peer within interval + timeout',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-s'], { s: stalls() })
        const heartbeat = { interval: 100, timeout: 30 }
        const chat = defineConnection({ ...options, transport: server.transport, heartbeat })
        const failed$ = chat.pipe(
          state$(),
          filter(({ _tag }) => _tag === 'Failed'),
          take(1),
        )
        clientStart$(chat).subscribe({ error: () => undefined })
        expectObservable(failed$.pipe(filter(() => false))).toBe('130ms |')
      }),
    )

    it('sends a message of its own, and keeps the replies to it', () => {
      const beat = { interval: 100, timeout: 30, message: 'ping', isReply: (line: string) => line === 'pong' }
      const { chat, peer, clock } = described({ opens: true }, { heartbeat: beat })
      const lines = watch(clientStart$(chat).pipe(receive$()))
      clock.pass(100)
      expect(peer.last.sent).to.deep.equal(['ping'])
      peer.last.say('pong', 'news')
      clock.pass(30)
      expect(lines.values).to.deep.equal(['news'])
      expect(peer.last.isOver).to.equal(false)
    })

    it('guarantee 10: isReply that throws recognises nothing', () => {
      const isReply = (): never => {
        throw new Error('mine')
      }
      const beat = { interval: 100, timeout: 30, message: 'ping', isReply }
      const { chat, peer } = described({ opens: true }, { heartbeat: beat })
      const lines = watch(clientStart$(chat).pipe(receive$()))
      peer.last.say('pong')
      expect(lines.values).to.deep.equal(['pong'])
    })

    it('does not judge a peer that cannot be asked', () => {
      const { chat, peer, clock } = described(
        { opens: true },
        { heartbeat: { interval: 100, timeout: 30, message: 7 as never } },
      )
      clientStart$(chat).subscribe()
      clock.pass(1_000)
      expect(peer.last.isOver).to.equal(false)
    })
  })

  it('guarantee 10: a diagnose that throws, or answers nonsense, leaves the verdict to the default', () => {
    for (const diagnose of [() => 'nonsense' as never, () => JSON.parse('{') as never]) {
      const { chat, peer, clock } = described({}, { retry: { initialDelay: 10, jitter: 'none', diagnose } })
      const events = watch(chat)
      clientStart$(chat).subscribe({ error: () => undefined })
      peer.last.refuse(503)
      clock.pass(10)
      peer.last.refuse(403)
      expect(events.values.map(told)).to.deep.equal([
        ...['Idle', 'Connecting', 'Fault HandshakeFailed', 'Waiting'],
        ...['Connecting', 'Fault HandshakeFailed', 'Failed'],
      ])
    }
  })

  it(
    'guarantee 14: a run is a function of its inputs',
    marbles(
      ({ peer, expectObservable }) => {
        const runOf = (seed: number): ReturnType<typeof defineConnection<string, string>> => {
          let last = seed
          const random = (): number => (last = (last * 16_807) % 2_147_483_647) / 2_147_483_647
          const server = peer(['r', '#', 'o-a-#', 'o-a'], { r: refuses(503) })
          return defineConnection({
            url: 'ws://peer',
            name: 'chat',
            transport: server.transport,
            random,
            heartbeat: false,
          })
        }
        const [one, other] = [runOf(42), runOf(42)]
        expectObservable(clientStart$(one), '^ 20s !').toEqual(clientStart$(other))
      },
      { until: 20_001 },
    ),
  )
})
