import { expect } from 'chai'
import { blocks, closes, ignores, marbles, peer, refuses, stalls, violates } from 'pulsewire/testing'
import { concat, map, Observable } from 'rxjs'

import { type Clock } from '../../lib/connection/timers/clock.ts'
import type { Socket } from '../../lib/transport/transport.ts'
import {
  closed,
  dial$,
  hangsUp,
  pauses,
  pings,
  request,
  resumes,
  says,
  silent,
  terminates,
  type Told,
} from './dialing.ts'

const told: Record<string, Told> = {
  o: 'opened',
  p: 'ponged',
  d: 'done',
  f: 'failed',
  c: closed(1000),
  x: closed(1006),
  r: { _tag: 'Refused' },
}

describe('peer', () => {
  it(
    'plays a script from the column of the dial',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['--o--a-b--|'], { a: 'hello' })
      const socket = '      --o--a-b--(c|)'
      expectObservable(dial$(server.transport)).toBe(socket, { ...told, a: 'hello', b: 'b' })
    }),
  )

  it(
    'opens within the dial where the first column says so',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['(oa)-b'])
      const socket = '      (oa)-b'
      expectObservable(dial$(server.transport)).toBe(socket, { ...told, a: 'a', b: 'b' })
    }),
  )

  it(
    'reads spaces, groups and times as rxjs does',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['- o 30s (ab) 2ms |'])
      const socket = '      - o 30s (ab) 2ms (c|)'
      expectObservable(dial$(server.transport)).toBe(socket, { ...told, a: 'a', b: 'b' })
    }),
  )

  it(
    'plays the next script at the next dial, and the last one ever after',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-o-|', '---#'])
      const dials = '       d--d--d'
      const sockets = '     -o-c--r--(r|)'
      const dial$$ = dial$(server.transport)
      expectObservable(concat(dial$$, dial$$, dial$$)).toBe(sockets, told)
      expectObservable(server.dials$).toBe(dials, { d: request })
    }),
  )

  it(
    'hands over a string as text and bytes as a binary message',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-b'], { a: 'text', b: Uint8Array.of(1, 2) })
      const socket = '      o-a-b'
      expectObservable(dial$(server.transport)).toBe(socket, { ...told, a: 'text', b: Uint8Array.of(1, 2) })
    }),
  )

  it(
    'refuses without a status, or with one',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-#', '-s'], { s: refuses(503, { retryAfter: 9_000 }) })
      const first = '       -(r|)'
      const second = '      -(s|)'
      expectObservable(dial$(server.transport)).toBe(first, told)
      expectObservable(dial$(server.transport)).toBe(second, {
        s: { _tag: 'Refused', status: 503, retryAfter: 9_000 },
      })
    }),
  )

  it(
    'refuses where it would close before it has opened',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-|', '-c'], { c: closes(4401) })
      const socket = '      -(r|)'
      expectObservable(dial$(server.transport)).toBe(socket, told)
      expectObservable(dial$(server.transport)).toBe(socket, told)
    }),
  )

  it(
    'closes with a code and a reason',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-x-'], { x: closes(1012, 'restart') })
      const socket = '      o-(x|)'
      expectObservable(dial$(server.transport)).toBe(socket, { ...told, x: closed(1012, 'restart') })
      expectObservable(server.closed$).toBe('')
    }),
  )

  it(
    'is lost without a closing handshake',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-#', 'o-c'], { c: closes(1006) })
      const socket = '      o-(x|)'
      expectObservable(dial$(server.transport)).toBe(socket, told)
      expectObservable(dial$(server.transport)).toBe(socket, told)
    }),
  )

  it(
    'stays open when its script runs out, and answers in the same frame',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o'])
      const acts = '        -s-b-p-h'
      const socket = '      od-d-p-(h|)'
      const sent = '        -s-b'
      const closings = '    -------h'
      const bytes = Uint8Array.of(1)
      const acts$ = cold(acts, { s: says('hi'), b: says(bytes), p: pings, h: hangsUp(4000, 'bye') })
      expectObservable(dial$(server.transport, acts$)).toBe(socket, { ...told, h: closed(4000, 'bye') })
      expectObservable(server.sent$).toBe(sent, { s: 'hi', b: bytes })
      expectObservable(server.closed$).toBe(closings, { h: { code: 4000, reason: 'bye' } })
    }),
  )

  it(
    'receives bytes that were sent as text as a string',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o'])
      const acts$ = cold('-a', { a: says(new TextEncoder().encode('größer'), false) })
      expectObservable(dial$(server.transport, acts$)).toBe('od', told)
      expectObservable(server.sent$).toBe('-a', { a: 'größer' })
    }),
  )

  it(
    'answers nothing once it has stalled, and plays no more of its script',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-x--a-|'], { x: stalls() })
      const acts = '        -s-s-p-h-t'
      const socket = '      od-------(x|)'
      const sent = '        -s'
      const closings = '    -------h'
      const acts$ = cold(acts, { s: says('hi'), p: pings, h: hangsUp(), t: terminates })
      expectObservable(dial$(server.transport, acts$)).toBe(socket, told)
      expectObservable(server.sent$).toBe(sent, { s: 'hi' })
      expectObservable(server.closed$).toBe(closings, { h: { code: 1000, reason: '' } })
    }),
  )

  it(
    'never opens where it stalls first',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-x-o'], { x: stalls() })
      const acts$ = cold('  -----t', { t: terminates })
      const socket = '      -----(r|)'
      expectObservable(dial$(server.transport, acts$)).toBe(socket, told)
    }),
  )

  it(
    'answers neither pings nor closes once it ignores them, and plays its script on',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-x---a--c'], { x: ignores(), c: closes(1000) })
      const acts = '        -s-p-s-h--'
      const socket = '      od---da--(c|)'
      const acts$ = cold(acts, { s: says('hi'), p: pings, h: hangsUp() })
      expectObservable(dial$(server.transport, acts$)).toBe(socket, { ...told, a: 'a' })
    }),
  )

  it(
    'reads no message once it blocks, and answers the rest',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-x---a'], { x: blocks() })
      const acts = '        -s-s-p-h'
      const socket = '      od---pa(c|)'
      const acts$ = cold(acts, { s: says('hi'), p: pings, h: hangsUp() })
      expectObservable(dial$(server.transport, acts$)).toBe(socket, { ...told, a: 'a' })
      expectObservable(server.sent$).toBe('-s', { s: 'hi' })
    }),
  )

  it(
    'breaks the protocol, and gets a close code',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o--v'], { v: violates(1007) })
      expectObservable(dial$(server.transport)).toBe('o--(v|)', { o: 'opened', v: { _tag: 'Violated', code: 1007 } })
      expectObservable(server.closed$).toBe('   ---v', { v: { code: 1007, reason: '' } })
    }),
  )

  it(
    'refuses for a lasting cause, without HTTP',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['--r'], { r: refuses(undefined, { isLasting: true }) })
      expectObservable(dial$(server.transport)).toBe('--(r|)', { r: { _tag: 'Refused', isLasting: true } })
    }),
  )

  it('keeps what it was sent after it stalled as unsent bytes', () => {
    const server = peer(['(ox)'], { x: stalls() })
    const socket = server.transport(request, silent)
    socket.send('größer', false, () => expect.fail('answered'))
    socket.send(Uint8Array.of(1, 2), true, () => expect.fail('answered'))
    expect(socket.bufferedAmount).to.equal(10)
  })

  it(
    'is abandoned by a close before it has opened, and takes no message',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['-----o'])
      const acts = '        -s-h'
      const socket = '      -f-(r|)'
      expectObservable(dial$(server.transport, cold(acts, { s: says('hi'), h: hangsUp() }))).toBe(socket, told)
      expectObservable(server.sent$).toBe('')
      expectObservable(server.closed$).toBe('')
    }),
  )

  it(
    'is gone at once when it is terminated',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-a-b'])
      const acts = '        ---t'
      const socket = '      o-a(x|)'
      expectObservable(dial$(server.transport, cold(acts, { t: terminates }))).toBe(socket, { ...told, a: 'a' })
    }),
  )

  it(
    'holds what it says while reading is paused, its close too',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-a-b-|'])
      const acts = '        ---h----r'
      const socket = '      o-a-----(bc|)'
      const acts$ = cold(acts, { h: pauses, r: resumes })
      expectObservable(dial$(server.transport, acts$)).toBe(socket, { ...told, a: 'a', b: 'b' })
    }),
  )

  it(
    'stops telling when reading is paused from within',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o-(ab)'])
      const acts = '        -p-----r-r'
      const socket = '      o------a-b'
      const pausing$ = new Observable<Told>((subscriber) => {
        const socket: Socket = server.transport(request, {
          ...silent,
          opened: () => subscriber.next('opened'),
          received: (data) => {
            socket.pause?.()
            subscriber.next(data)
          },
        })
        return cold(acts, { p: pauses, r: resumes }).subscribe((act) => act(socket, () => undefined))
      })
      expectObservable(pausing$).toBe(socket, { ...told, a: 'a', b: 'b' })
    }),
  )

  it(
    'fails with 1009 over a message that is too large',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-b-c'], { a: 'größer', b: 'größere' })
      const socket = '      o-a-(v|)'
      const closings = '    ----v'
      const dialed$ = dial$(server.transport, undefined, { maxMessageSize: 8 })
      expectObservable(dialed$).toBe(socket, { ...told, a: 'größer', v: { _tag: 'Violated', code: 1009 } })
      expectObservable(server.closed$).toBe(closings, { v: { code: 1009, reason: '' } })
    }),
  )

  it(
    'chooses the first subprotocol that it is offered',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['-o'])
      const opened$ = new Observable((subscriber) => {
        const opened = (handshake: unknown): void => subscriber.next(handshake)
        server.transport({ ...request, protocols: ['v2', 'v1'] }, { ...silent, opened })
      })
      expectObservable(opened$).toBe('-h', { h: { protocol: 'v2', extensions: '' } })
    }),
  )

  it(
    'tells late subscribers what it saw',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o', '-o'])
      const dials$ = server.dials$.pipe(map(({ url }) => url))
      expectObservable(dial$(server.transport), '    --^')
      expectObservable(dial$(server.transport), '    ---^')
      expectObservable(dials$, '                     ^').toBe('--dd', { d: 'ws://peer/' })
      expectObservable(dials$, '                     ------^').toBe('------(dd)', { d: 'ws://peer/' })
    }),
  )

  it('runs by any clock, and sets no timer that outlives its socket', () => {
    const timers = new Set<() => void>()
    const clock: Clock = {
      now: () => 0,
      after: (_, f) => {
        timers.add(f)
        return () => timers.delete(f)
      },
    }
    const socket = peer(['o--a--b'], {}, { clock }).transport(request, silent)
    expect(timers.size).to.equal(2)
    socket.terminate()
    expect(timers.size).to.equal(0)
  })

  it('does not take a script that can never be played', () => {
    expect(() => peer([])).to.throw('A peer needs a script to play.')
    expect(() => peer(['-a-o'])).to.throw("The peer's script '-a-o' has the message 'a' before its 'o'.")
    expect(() => peer(['-ab'])).to.throw("The peer's script '-ab' has the message 'a' and no 'o' before it.")
    expect(() => peer(['o-o'])).to.throw("The peer's script 'o-o' has a second 'o'.")
    expect(() => peer(['o-r'], { r: refuses(503) })).to.throw("The peer's script 'o-r' refuses after its 'o'.")
    expect(() => peer(['-^-o'])).to.throw("The peer's script '-^-o' has a '^': its first column is the dial.")
    expect(() => peer(['-o-!'])).to.throw(
      "The peer's script '-o-!' has a '!': end it with '|' or '#', or let the test end its lease.",
    )
  })
})
