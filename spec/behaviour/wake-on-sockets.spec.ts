import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, receive$, state$ } from 'pulsewire'
import { marbles, refuses, stalls } from 'pulsewire/testing'
import { BehaviorSubject, filter, Subject, take, throwError } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { told, watch } from '../support/watching.ts'

describe('Interpreter, and the world around', () => {
  describe('wake$', () => {
    it('makes a waiting connection try at once, and no other', () => {
      const wake = new Subject<void>()
      const { chat, peer } = connectTo({}, { wake$: wake })
      clientStart$(chat).subscribe()
      wake.next()
      peer.last.refuse()
      expect(peer.sockets).to.have.length(1)
      wake.next()
      expect(peer.sockets).to.have.length(2)
    })

    it('is subscribed to once a run, and let go at rest', () => {
      const wake = new BehaviorSubject('replays')
      const { chat, peer, clock } = connectTo({}, { wake$: wake })
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
      const { chat, peer, clock } = connectTo({}, { wake$: throwError(() => new Error('mine')) })
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
      const { chat, peer, clock } = connectTo({ opens: true }, { heartbeat: beat })
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
      const { chat, peer } = connectTo({ opens: true }, { heartbeat: beat })
      const lines = watch(clientStart$(chat).pipe(receive$()))
      peer.last.say('pong')
      expect(lines.values).to.deep.equal(['pong'])
    })

    it('does not judge a peer that cannot be asked', () => {
      const { chat, peer, clock } = connectTo(
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
      const { chat, peer, clock } = connectTo({}, { retry: { initialDelay: 10, jitter: 'none', diagnose } })
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
