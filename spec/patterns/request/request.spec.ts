import { expect } from 'chai'
import { clientRestart$, clientStart$, clientStop$, receive$, send, stop$ } from 'pulsewire'
import { closes, marbles, type Peer } from 'pulsewire/testing'
import {
  filter,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  switchMap,
  take,
  takeUntil,
  timeout,
  timer,
} from 'rxjs'

import type { Transport } from '../../../lib/transport/transport.ts'
import { connectTo } from '../../support/peers/connect-to.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'
import { brief, callOf, connect } from './protocol.ts'

const sent$ = ({ sent$ }: Peer): Observable<string> => sent$.pipe(map((data) => String(data)))

/** The first letter is the kind: `a1` is `ask 1 q`, `c1` is `cancel 1`. */
const lines = {
  a: 'ask 1 q',
  b: 'ask 2 r',
  d: 'ask 3 s',
  c: 'cancel 1',
  e: 'cancel 2',
  q: 'queued',
} as const

const tags = {
  r: 'reply',
  f: 'Refused',
  t: 'ReplyTimedOut',
  l: 'ReplyLost',
  n: 'NotSent',
} as const

const hold = (lease$: Observable<unknown>): void => {
  lease$.subscribe({ error: () => undefined })
}

describe('request', () => {
  it(
    'R1: a reply is a Right, and the result completes',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o---r'], { r: 'ok 1 reply' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const sent = '   a'
      const result = ' ----(r|)'
      expectObservable(callOf(chat)('q').pipe(map(brief))).toBe(result, tags)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'R1: an error of the peer is a Refused that carries it, and its message does not',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o---r'], { r: 'no 1 secret' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const what$ = callOf(chat)('q').pipe(
        map((result) => (result._tag === 'Left' && result.left._tag === 'Refused' ? result.left : undefined)),
        map((error) => [error?.refusal, error?.connection, error?.message.includes('secret')]),
      )
      expectObservable(what$).toBe('----(x|)', { x: ['secret', 'chat', false] })
    }),
  )

  it(
    'emits NotSent at rest, and starts nothing',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      expectObservable(callOf(chat)('q').pipe(map(brief))).toBe('(n|)', tags)
      expectObservable(server.dials$).toBe('')
    }),
  )

  it(
    'emits NotSent where the outbox is full, and where the message does not encode',
    marbles(({ peer, expectObservable }) => {
      const chat = connect(peer(['---o']), { outbox: { limit: 1 } })
      hold(clientStart$(chat))
      of('queued').pipe(send(chat)).subscribe()
      expectObservable(callOf(chat)('q').pipe(map(brief))).toBe('(n|)', tags)
      const ask = (): string => undefined as never
      expectObservable(callOf(chat, { ask })('q').pipe(map(brief))).toBe('(n|)', tags)
    }),
  )

  it(
    'R2: queues while the connection is opening, in program order',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['--o--r'], { r: 'ok 1 reply' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const sent = '   --(qa)'
      const result = ' -----(r|)'
      of('queued').pipe(send(chat)).subscribe()
      expectObservable(callOf(chat)('q').pipe(map(brief))).toBe(result, tags)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'R2: queues while the connection waits, and sends once',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o#', 'o-#', 'o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      // lost at 1, open at 5, lost at 7: the peer may have carried it out
      const asked = '  --^'
      const sent = '   -----a'
      const result = ' -------(l|)'
      expectObservable(callOf(chat)('q').pipe(map(brief)), asked).toBe(result, tags)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'R1: a queued request is NotSent when the run ends',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['#'])
      const chat = connect(server, { retry: { initialDelay: 4, jitter: 'none', maxAttempts: 2 } })
      hold(clientStart$(chat))
      expectObservable(callOf(chat)('q').pipe(map(brief)), '-^').toBe('----(n|)', tags)
    }),
  )

  const ends = { 'is lost': 'o--#', 'is closed by the peer': 'o--x', 'is closed for good by the peer': 'o--|' } as const
  for (const [what, script] of Object.entries(ends)) {
    it(
      `R1, R2: emits ReplyLost at once when the connection ${what}, and cancels nothing`,
      marbles(({ peer, expectObservable }) => {
        const server = peer([script, 'o'], { x: closes(1012, 'restart') })
        const chat = connect(server)
        hold(clientStart$(chat))
        expectObservable(callOf(chat)('q').pipe(map(brief))).toBe('---(l|)', tags)
        expectObservable(sent$(server)).toBe('a', lines)
      }),
    )
  }

  it(
    'R1: emits ReplyLost when the connection is restarted or stopped, after the closing handshake',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      const call = callOf(chat)
      expectObservable(call('q').pipe(map(brief))).toBe('--(l|)', tags)
      expectObservable(
        timer(2).pipe(
          switchMap(() => clientRestart$(chat)),
          ignoreElements(),
        ),
      ).toBe('--|')
      expectObservable(call('r').pipe(map(brief)), '---^').toBe('-----(l|)', tags)
      expectObservable(
        timer(5).pipe(
          switchMap(() => clientStop$(chat)),
          ignoreElements(),
        ),
      ).toBe('-----|')
      expectObservable(sent$(server)).toBe('a--b', lines)
    }),
  )

  it('receives a reply that arrives while the connection is closing', () => {
    const { chat, peer } = connectTo({ opens: true, closes: false })
    hold(clientStart$(chat))
    const results = watch(callOf(chat)('q'))
    hold(clientStop$(chat))
    expect(peer.last.closes).to.deep.equal([[1000, '']])
    expect(results.values).to.deep.equal([])
    peer.last.say('ok 1 reply')
    expect(results.values.map(brief)).to.deep.equal(['reply'])
  })

  it(
    'R1: emits ReplyTimedOut after timeout ms, and cancels',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(callOf(chat, { timeout: 5 })('q').pipe(map(brief))).toBe('-----(t|)', tags)
      expectObservable(sent$(server)).toBe('a----c', lines)
    }),
  )

  it(
    'R1, R4: times out before it was written: it is withdrawn, and nothing is cancelled',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['--------o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(callOf(chat, { timeout: 5 })('q').pipe(map(brief))).toBe('-----(t|)', tags)
      expectObservable(sent$(server)).toBe('', lines)
    }),
  )

  it(
    'R1: with timeout Infinity it waits for as long as the connection lasts',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o'])
      const chat = connect(server)
      hold(clientStart$(chat).pipe(takeUntil(timer(500_000))))
      expectObservable(callOf(chat, { timeout: Infinity })('q').pipe(map(brief))).toBe('500s (l|)', tags)
    }),
  )

  it(
    'withdraws a request that is unsubscribed before it was written',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['----o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(callOf(chat)('q').pipe(map(brief)), '^-!').toBe('')
      expectObservable(sent$(server)).toBe('', lines)
    }),
  )

  it(
    'R4: cancels a request that is unsubscribed after it was written, on that socket only',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o---#', 'o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      const call = callOf(chat, { resend: true })
      const first = '  ^-!'
      const second = ' -^----!'
      // The second leaves while the connection waits: the socket that carried it is gone.
      const sent = '   abc'
      expectObservable(call('q').pipe(map(brief)), first).toBe('')
      expectObservable(call('r').pipe(map(brief)), second).toBe('')
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'R4: a request that was asked again is cancelled on the socket that carries it now',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'o'])
      const chat = connect(server)
      hold(clientStart$(chat))
      const leave = ' ^-------!'
      const sent = '  a-----a-c'
      expectObservable(callOf(chat, { resend: true })('q').pipe(map(brief)), leave).toBe('')
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'R4: switchMap cancels the former request',
    marbles(({ peer, hot, expectObservable }) => {
      const server = peer(['o--------r'], { r: 'ok 3 reply' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const query$ = hot('--(qrs)')
      const sent = '      --(acbed)'
      const replies = '   ---------r'
      expectObservable(query$.pipe(switchMap(callOf(chat)), map(brief))).toBe(replies, tags)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  it(
    'R4: switchMap while connecting sends the last request alone, and no cancellation',
    marbles(({ peer, hot, expectObservable }) => {
      const server = peer(['--------or'], { r: 'ok 3 reply' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const query$ = hot('--(qrs)')
      const sent = '      --------d'
      const replies = '   ---------r'
      expectObservable(query$.pipe(switchMap(callOf(chat)), map(brief))).toBe(replies, tags)
      expectObservable(sent$(server)).toBe(sent, lines)
    }),
  )

  describe('resend', () => {
    it(
      'asks again with the same id, ahead of the queue, and gets its reply',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-#', 'o--r'], { r: 'ok 1 reply' })
        const chat = connect(server)
        hold(clientStart$(chat))
        const sent = '  a-----(aq)'
        const result = '---------(r|)'
        expectObservable(callOf(chat, { resend: true })('q').pipe(map(brief))).toBe(result, tags)
        expectObservable(
          timer(4).pipe(
            map(() => 'queued'),
            send(chat),
            ignoreElements(),
          ),
        ).toBe('------|')
        expectObservable(sent$(server)).toBe(sent, lines)
      }),
    )

    it(
      'R1: is ReplyLost when the run ends, and ReplyTimedOut while it waits, with no cancellation',
      marbles(({ peer, expectObservable }) => {
        const server = peer(['o-#', '#'])
        const chat = connect(server, { retry: { initialDelay: 4, jitter: 'none', maxAttempts: 3, stableAfter: 0 } })
        hold(clientStart$(chat))
        // lost at 2, dials at 6 and 14
        expectObservable(callOf(chat, { resend: true })('q').pipe(map(brief))).toBe('14ms (l|)', tags)
        expectObservable(callOf(chat, { resend: true, timeout: 5 })('q').pipe(map(brief))).toBe('-----(t|)', tags)
        expectObservable(sent$(server)).toBe('(aa)', lines)
      }),
    )
  })

  it('R1: with resend, is ReplyLost when the next socket ends as it opens and its run fails', () => {
    const peer = fakePeer({ opens: true })
    const transport: Transport = (request, listener) => {
      const socket = peer.transport(request, listener)
      if (peer.sockets.length === 2) listener.ended({ _tag: 'Closed', code: 1008, reason: '', wasClean: true })
      return socket
    }
    const { chat, clock } = connectTo({}, { transport })
    clientStart$(chat).subscribe({ error: () => undefined })
    const result = watch(callOf(chat, { resend: true })('q'))
    peer.last.lose()
    clock.pass(1_000)
    expect(chat.state._tag).to.equal('Failed')
    expect(result.values.map(brief)).to.deep.equal(['ReplyLost'])
  })

  it(
    'R3: a late reply, and a reply to nobody, reach receive$ and no request',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o--r-x'], { r: 'ok 1 reply', x: 'ok 9 stray' })
      const chat = connect(server)
      hold(clientStart$(chat))
      const call = callOf(chat, { timeout: 2 })
      expectObservable(call('q').pipe(map(brief))).toBe('--(t|)', tags)
      expectObservable(call('r').pipe(map(brief)), '--^').toBe('----(t|)', tags)
      expectObservable(chat.pipe(receive$())).toBe('---r-x', { r: 'ok 1 reply', x: 'ok 9 stray' })
    }),
  )

  it(
    'R3: idOf returns undefined for a request of the peer that has the same id',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-p-r'], { p: 'ask 1 of the peer', r: 'ok 1 reply' })
      const chat = connect(server)
      hold(clientStart$(chat))
      expectObservable(callOf(chat)('q').pipe(map(brief))).toBe('----(r|)', tags)
    }),
  )

  it(
    'needs no request now and then: a pipeline that a drop ends at once, and that hangs without the line on stop$',
    marbles(({ peer, expectObservable }) => {
      const byHand = (script: string, endsWithSocket: boolean): Observable<string> => {
        const chat = connect(peer([script, 'o'], { r: 'ok 1 reply' }))
        hold(clientStart$(chat))
        const lost = (): never => {
          throw new Error('lost')
        }
        return merge(
          chat.pipe(
            receive$(),
            filter((message) => message.startsWith('ok 1')),
          ),
          endsWithSocket ? chat.pipe(stop$(), map(lost)) : NEVER,
          of('ask 1 q').pipe(send(chat), ignoreElements()),
        ).pipe(take(1), timeout({ first: 9, with: () => of('hung') }))
      }
      expectObservable(byHand('o---r', true)).toBe('----(r|)', { r: 'ok 1 reply' })
      expectObservable(byHand('o--#', true)).toBe(' ---#', undefined, new Error('lost'))
      expectObservable(byHand('o--#', false)).toBe('---------(h|)', { h: 'hung' })
    }),
  )

  it('rejects a timeout that is not above 0', () => {
    const { chat } = connectTo()
    for (const timeout of [0, -1, NaN]) expect(() => callOf(chat, { timeout })).to.throw(RangeError, 'timeout')
  })
})
