import { expect } from 'chai'
import { clientRestart$, clientStart$, defineConnection, error$, latency$, receive$ } from 'pulsewire'
import { closes, marbles, stalls } from 'pulsewire/testing'
import { debounceTime, exhaustMap, ignoreElements, map } from 'rxjs'

import { connectTo } from '../support/peers/connect-to.ts'
import { watch } from '../support/watching.ts'
import { tag$ } from './rows.ts'

describe('the heartbeat', () => {
  it(
    'pings every interval while the connection is open',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-----------x', '-----o'], { x: closes(1012) })
      const retry = { initialDelay: 4, jitter: 'none' } as const
      const heartbeat = { interval: 5, timeout: 3 }
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, heartbeat, retry })
      const lease = '^----------------------------!'
      const pongs = '-----p----p---------------p'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(latency$(chat)).toBe(pongs, { p: 0 })
    }),
  )

  it(
    'guarantee 7: counts any message as a sign of life, and notices silence within interval + timeout',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-----a---'])
      const heartbeat = { interval: 5, timeout: 3, message: 'ping' }
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, heartbeat })
      const lease = ' ^-------------!'
      const sent = '  -----p----p'
      const errors = '-------------t'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(server.sent$).toBe(sent, { p: 'ping' })
      expectObservable(chat.pipe(error$(), tag$)).toBe(errors, { t: 'HeartbeatTimedOut' })
    }),
  )

  it(
    'does not deliver the replies to its own message',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-----P--a-P'], { P: 'pong' })
      const isReply = (text: string): boolean => text === 'pong'
      const heartbeat = { interval: 5, timeout: 3, message: 'ping', isReply }
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, heartbeat })
      const lease = '   ^------------!'
      const received = '---------a'
      const answers = ' ------s----t'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(chat.pipe(receive$())).toBe(received)
      expectObservable(latency$(chat)).toBe(answers, { s: 1, t: 1 })
    }),
  )

  it(
    'guarantee 7: drops a stalled peer without a closing handshake',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-x', '-'], { x: stalls() })
      const retry = { initialDelay: 4, jitter: 'none' } as const
      const chat = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        heartbeat: { interval: 5, timeout: 3 },
        retry,
      })
      const lease = ' ^-----------!'
      const errors = '--------t'
      const closed = ''
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(chat.pipe(error$(), tag$)).toBe(errors, { t: 'HeartbeatTimedOut' })
      expectObservable(server.closed$).toBe(closed)
    }),
  )

  it(
    'guarantee 7: that is passive drops a peer the timeout after its latest message, and sends nothing',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a--b', 'o'])
      const chat = defineConnection({
        url: 'ws://peer',
        transport: server.transport,
        heartbeat: { passive: true, timeout: 4 },
        retry: { initialDelay: 3, jitter: 'none' },
      })
      const lease = ' ^-------------!'
      const received = '--a--b'
      const errors = '  ---------t'
      const dials = '   d-----------d'
      expectObservable(clientStart$(chat).pipe(ignoreElements()), lease)
      expectObservable(chat.pipe(receive$())).toBe(received)
      expectObservable(chat.pipe(error$(), tag$)).toBe(errors, { t: 'HeartbeatTimedOut' })
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
      expectObservable(server.sent$).toBe('')
    }),
  )

  it(
    'has a watchdog beside it: a restart that abandons a peer whose messages stop',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-b', '-o-c'])
      const chat = defineConnection({ url: 'ws://peer', transport: server.transport, heartbeat: false })
      const received = '--a-b------c'
      const dials = '   d-------d---'
      const watchdog$ = chat.pipe(
        receive$(),
        debounceTime(4),
        exhaustMap(() => clientRestart$(chat, { abandon: true })),
      )
      expectObservable(clientStart$(chat).pipe(receive$()), '^------------!').toBe(received)
      expectObservable(watchdog$.pipe(tag$), '^------------!').toBe('---------o', { o: 'Open' })
      expectObservable(server.dials$.pipe(map(() => 'd'))).toBe(dials)
      // The end of the lease: the restart closed nothing.
      expectObservable(server.closed$).toBe('-------------x', { x: { code: 1000, reason: '' } })
    }),
  )

  it('guarantee 10: delivers a message at which isReply throws', () => {
    const isReply = (): never => {
      throw new Error('mine')
    }
    const beat = { interval: 100, timeout: 30, message: 'ping', isReply }
    const { chat, peer } = connectTo({ opens: true }, { heartbeat: beat })
    const lines = watch(clientStart$(chat).pipe(receive$()))
    peer.last.say('pong')
    expect(lines.values).to.deep.equal(['pong'])
  })

  it('keeps a peer to which its message cannot be encoded', () => {
    const { chat, peer, clock } = connectTo(
      { opens: true },
      { heartbeat: { interval: 100, timeout: 30, message: 7 as never } },
    )
    clientStart$(chat).subscribe()
    clock.pass(1_000)
    expect(peer.last.isOver).to.equal(false)
  })
})
