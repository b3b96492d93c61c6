import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, type DialContext, type HandshakeHeaders } from 'pulsewire'
import { defineConnection } from 'pulsewire'
import { NEVER, Observable, of, throwError, timer } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'
import { rawPeer } from '../../support/peers/raw-peer.ts'
import { told, unhandledOf, watch } from '../../support/watching.ts'
import { until } from '../../transport/harness.ts'

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('Dial', () => {
  describe('asks the url function', () => {
    it('anew for every attempt, with its number', () => {
      const asked: number[] = []
      const url = ({ attempt }: DialContext): string => {
        asked.push(attempt)
        return `ws://peer/${asked.length}`
      }
      const { chat, peer, clock } = connectTo({}, { url })
      clientStart$(chat).subscribe()
      peer.last.refuse()
      clock.pass(1_000)
      peer.last.open()
      clientRestart$(chat).subscribe()
      expect(asked).to.deep.equal([1, 2, 2])
      expect(peer.sockets.map(({ request }) => request.url)).to.deep.equal([1, 2, 3].map((n) => `ws://peer/${n}`))
    })

    const answers: ReadonlyArray<readonly [what: string, answer: () => unknown]> = [
      ['a string', () => 'ws://peer/x'],
      ['a URL', () => new URL('ws://peer/x')],
      ['an http address', () => 'http://peer/x'],
      ['an Observable, and takes its first', () => of('ws://peer/x', 'ws://peer/y')],
      ['an Observable that never ends', () => new Observable((subscriber) => subscriber.next('ws://peer/x'))],
      ['a Promise', () => Promise.resolve('ws://peer/x')],
      ['a Promise of a URL', () => Promise.resolve(new URL('ws://peer/x'))],
      [
        'an async iterable',
        async function* () {
          yield 'ws://peer/x'
        },
      ],
    ]
    for (const [what, answer] of answers) {
      it(`and takes ${what}`, async () => {
        const { chat, peer } = connectTo({ opens: true }, { url: answer as () => string })
        clientStart$(chat).subscribe()
        await soon()
        expect(peer.last.request.url).to.equal('ws://peer/x')
      })
    }

    const failures: ReadonlyArray<readonly [what: string, answer: () => unknown]> = [
      [
        'throws',
        () => {
          throw new Error('mine')
        },
      ],
      ['rejects', () => Promise.reject(new Error('mine'))],
      ['errors', () => throwError(() => new Error('mine'))],
    ]
    for (const [what, answer] of failures) {
      it(`and counts one that ${what} as a failed attempt, once`, async () => {
        let unhandled: ReadonlyArray<unknown> = []
        const { chat, errors, clock } = connectTo({}, { url: answer as () => string })
        const states = watch(chat)
        unhandled = await unhandledOf(() => {
          clientStart$(chat).subscribe()
        })
        expect(states.values.map(told)).to.deep.equal(['Idle', 'Connecting', 'Fault AddressFailed', 'Waiting'])
        expect(errors.values[0]).to.have.nested.property('cause.message', 'mine')
        clientStop$(chat).subscribe()
        expect(clock.pending()).to.equal(0)
        expect(unhandled).to.deep.equal([])
      })
    }

    for (const [what, answer] of [
      ['nothing', () => undefined],
      ['an Observable of nothing', () => of()],
      ['what is no address', () => 'nowhere'],
      ['another scheme', () => 'ftp://peer/'],
      ['a fragment', () => 'ws://peer/#there'],
    ] as const) {
      it(`and fails with AddressFailed where it gives ${what}`, () => {
        const { chat, errors } = connectTo({}, { url: answer as () => string })
        clientStart$(chat).subscribe()
        expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['AddressFailed'])
      })
    }

    it('inside the connect timeout, and aborts its signal then', () => {
      let signal: AbortSignal | undefined
      const url = (context: DialContext): Observable<string> => {
        signal = context.signal
        return NEVER
      }
      const { chat, clock, errors } = connectTo({}, { url, connectTimeout: 100 })
      clientStart$(chat).subscribe()
      clock.pass(99)
      expect(signal?.aborted).to.equal(false)
      clock.pass(1)
      expect(signal?.aborted).to.equal(true)
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['ConnectTimedOut'])
    })

    it('and aborts its signal and lets go of its answer on a stop', () => {
      let signal: AbortSignal | undefined
      let isLetGo = false
      const url = (context: DialContext): Observable<string> => {
        signal = context.signal
        return new Observable(() => () => {
          isLetGo = true
        })
      }
      const { chat, clock, peer } = connectTo({}, { url })
      clientStart$(chat).subscribe()
      clientStop$(chat).subscribe()
      expect([signal?.aborted, isLetGo]).to.deep.equal([true, true])
      expect(peer.sockets).to.deep.equal([])
      expect(clock.pending()).to.equal(0)
    })

    it('and ignores an answer that comes after the stop, a rejection too', async () => {
      const asked: Array<{ resolve: (url: string) => void; reject: (error: Error) => void }> = []
      const url = (): Promise<string> => new Promise((resolve, reject) => asked.push({ resolve, reject }))
      const { chat, peer, errors } = connectTo({}, { url })
      const unhandled = await unhandledOf(() => {
        for (const end of ['resolve', 'reject'] as const) {
          clientStart$(chat).subscribe()
          clientStop$(chat).subscribe()
          asked.at(-1)![end]('ws://peer/late' as never)
        }
      })
      expect(peer.sockets).to.deep.equal([])
      expect(errors.values).to.deep.equal([])
      expect(unhandled).to.deep.equal([])
    })

    it('guarantee 11: and never passes on an error of the URL parser, which carries its input', () => {
      const url = (): URL => new URL('canary://user:canary@ host')
      const { chat, errors } = connectTo({}, { url })
      clientStart$(chat).subscribe()
      expect(errors.values[0]).to.have.property('_tag', 'AddressFailed')
      expect(errors.values[0]).to.not.have.property('cause')
    })
  })

  it('asks the headers function too, and dials when it has both answers', async () => {
    const headers = ({ attempt }: DialContext): Promise<HandshakeHeaders> =>
      Promise.resolve({ authorization: `Bearer ${attempt}` })
    const { chat, peer } = connectTo({}, { url: () => timer(0).pipe(() => of('ws://peer/x')), headers })
    clientStart$(chat).subscribe()
    expect(peer.sockets).to.have.length(0)
    await soon()
    expect(peer.last.request).to.deep.include({ url: 'ws://peer/x', headers: { authorization: 'Bearer 1' } })
  })

  it('dials in the same turn where the address is no function', () => {
    const { chat, peer } = connectTo()
    clientStart$(chat).subscribe()
    expect(peer.sockets).to.have.length(1)
  })

  it('guarantee 10: takes a transport that throws for a failed handshake', () => {
    const { chat, errors, clock } = connectTo(
      {},
      {
        transport: () => {
          throw new Error('mine')
        },
      },
    )
    clientStart$(chat).subscribe()
    expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['HandshakeFailed'])
    expect(errors.values[0]).to.have.property('message', 'chat: the transport failed (see cause)')
    clientStop$(chat).subscribe()
    expect(clock.pending()).to.equal(0)
  })

  it('guarantee 13: publishes each end of a socket with its own code, reason and cause', () => {
    const { chat, peer, errors } = connectTo({}, { retry: { initialDelay: 0, jitter: 'none' } })
    clientStart$(chat).subscribe({ error: () => undefined })
    peer.last.refuse(503)
    expect(errors.values.at(-1)).to.include({ _tag: 'HandshakeFailed', status: 503, connection: 'chat' })
    const again = watch(clientStart$(chat))
    clientRestart$(chat).subscribe()
    peer.last.open()
    peer.last.lose(4000, 'enough')
    expect(errors.values.at(-1)).to.include({ _tag: 'ConnectionLost', code: 4000, reason: 'enough' })
    clientRestart$(chat).subscribe()
    peer.last.open()
    peer.last.end({ _tag: 'Violated', code: 1007 })
    expect(errors.values.at(-1)).to.include({ _tag: 'ProtocolFailed', code: 1007 })
    expect(again.end).to.have.property('error', errors.values.at(-1))
  })

  it('stops while a server has accepted the TCP connection and does not answer', async () => {
    let close = (): void => undefined
    const isGone = new Promise<void>((resolve) => (close = resolve))
    const silent = await rawPeer(() => undefined, { greet: (tcp) => tcp.on('end', close) })
    try {
      const chat = defineConnection({ url: silent.request.url, name: 'chat' })
      const lease = watch(clientStart$(chat))
      await until(() => silent.accepted() > 0)
      const rest = watch(clientStop$(chat))
      expect(rest.values).to.deep.equal([{ _tag: 'Closed', code: 1006, reason: '', wasClean: false }])
      expect(lease.end).to.deep.equal({ _tag: 'Completed' })
      await isGone
    } finally {
      await silent.stop()
    }
  })
})
