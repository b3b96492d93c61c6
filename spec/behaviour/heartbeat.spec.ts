import { clientStart$, defineConnection, error$, latency$, receive$ } from 'pulsewire'
import { closes, marbles, stalls } from 'pulsewire/testing'
import { ignoreElements } from 'rxjs'

import { tag$ } from './rows.ts'

describe('the heartbeat, in marbles', () => {
  it(
    'asks every interval, and not where nothing is open',
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
    'guarantee 7: takes whatever comes for a sign of life, and notices silence within interval and timeout',
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
    'keeps the answers to a message of its own to itself',
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
    'guarantee 7: drops a peer that has stalled without waiting for its goodbye',
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
})
