import { expect } from 'chai'
import {
  clientRestart$,
  clientStart$,
  type Connection,
  defineConnection,
  error$,
  paced,
  receive$,
  type Transport,
} from 'pulsewire'
import { marbles, stalls } from 'pulsewire/testing'
import { EMPTY, map, mergeMap, NEVER, type Observable, Subject, timer } from 'rxjs'

import { type ConnectedPeer, connectTo } from '../support/peers/connect-to.ts'

const tag$ = map(({ _tag }: { readonly _tag: string }) => _tag)

/** A consumer whose projections never complete. */
const fill = (chat: Connection<string, string>): Observable<never> =>
  chat.pipe(
    receive$(),
    paced(chat, () => NEVER, { highWaterMark: 1 }),
  )

/** The same transport on a platform that can neither ping nor pause. */
const unable =
  (transport: Transport): Transport =>
  (request, listener) => {
    const socket = transport(request, listener)
    return {
      send: (data, isBinary, done) => socket.send(data, isBinary, done),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
      bufferedAmount: 0,
    }
  }

describe('reading', () => {
  it(
    'guarantee 9: pauses while a consumer is full, and resumes when it has room',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-abcde'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
      const received = '  --abc---(de)'
      const done = '      -----a--b--c'
      const slow$ = clientStart$(chat).pipe(
        receive$(),
        paced(chat, (value) => timer(3).pipe(map(() => value)), { highWaterMark: 1 }),
      )
      expectObservable(chat.pipe(receive$()), '^ 12ms !').toBe(received)
      expectObservable(slow$, '^ 12ms !').toBe(done)
    }),
  )

  it(
    'guarantee 9: is paused again after the greeting of the next dial while the consumer is still full',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-abc', '-o-d-e'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, greet: () => EMPTY })
      const received = '  --abc------(de)'
      const restart = '   ------r----'
      const opens = '     -------o---'
      const again$ = cold(restart).pipe(mergeMap(() => clientRestart$(chat)))
      expectObservable(fill(chat))
      expectObservable(chat.pipe(receive$())).toBe(received)
      expectObservable(clientStart$(chat), '^ 10ms !')
      expectObservable(again$.pipe(tag$)).toBe(opens, { o: 'Open' })
    }),
  )

  it(
    'guarantee 7: does not save a silent peer when a consumer is full and the platform cannot pause',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['oabcx'], { x: stalls() })
      const heartbeat = { interval: 5, timeout: 3, message: 'ping' }
      const chat = defineConnection({ url: 'ws://peer', transport: unable(server.transport), heartbeat })
      const errors = '     --------t'
      expectObservable(fill(chat))
      expectObservable(clientStart$(chat), '^ 9ms !')
      expectObservable(chat.pipe(error$(), tag$)).toBe(errors, { t: 'HeartbeatTimedOut' })
    }),
  )

  describe('guarantee 7: while it is paused after a ping', () => {
    const heartbeat = { interval: 100, timeout: 30 }

    /** Opens a connection, lets 10 ms pass after an unanswered ping, and pauses it without a message of the peer. */
    function pausedAfterPing(): ConnectedPeer & { readonly resume: () => void } {
      const connected = connectTo({ opens: true, pongs: false }, { heartbeat, retry: false })
      const { chat, peer, clock } = connected
      clientStart$(chat).subscribe({ error: () => undefined })
      const values = new Subject<string>()
      const consumer = values.pipe(paced(chat, () => NEVER, { highWaterMark: 1 })).subscribe()
      clock.pass(110)
      expect(peer.last.pings).to.equal(1)
      for (const value of ['in work', 'waits', 'waits too']) values.next(value)
      expect(peer.last.readings.at(-1)).to.equal('pause')
      return { ...connected, resume: () => consumer.unsubscribe() }
    }

    it('keeps a peer that cannot be read', () => {
      const { peer, clock, errors } = pausedAfterPing()
      clock.pass(10_000)
      expect(errors.values).to.deep.equal([])
      expect(peer.last.isOver).to.equal(false)
    })

    it('gives the peer its whole timeout again when it resumes right before the deadline', () => {
      const { peer, clock, errors, resume } = pausedAfterPing()
      clock.pass(19)
      resume()
      expect(peer.last.readings.at(-1)).to.equal('resume')
      clock.pass(heartbeat.timeout - 1)
      expect(errors.values).to.deep.equal([])
      clock.pass(heartbeat.interval + heartbeat.timeout)
      expect(errors.values.map(({ _tag }) => _tag)).to.deep.equal(['HeartbeatTimedOut'])
    })
  })
})
