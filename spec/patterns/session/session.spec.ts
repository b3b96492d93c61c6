import { expect } from 'chai'
import { clientStart$, clientStop$, defineConnection, error$, state$ } from 'pulsewire'
import { deliver, session } from 'pulsewire/session'
import { closes, marbles } from 'pulsewire/testing'
import { concat, map, merge, NEVER, of, switchMap, takeUntil, timer } from 'rxjs'

import { text } from '../../../lib/codecs/text.ts'
import { resolveSession } from '../../../lib/patterns/session/session-options.ts'
import { watch } from '../../support/watching.ts'
import { brief, dialing, hellos, inTurn, secret, sent$, welcomes } from './protocol.ts'

const hold = (lease$: ReturnType<typeof clientStart$>): void => {
  lease$.subscribe({ error: () => undefined })
}

/** What an end that dials sends: `h` without a session, `r` to resume it with nothing taken, `s` with one message taken. */
const lines = {
  h: hellos(),
  r: hellos(0, secret),
  s: hellos(1, secret),
  a: 'm1:a',
  b: 'm2:b',
  c: 'm3:c',
  1: 'a1',
  2: 'a2',
  3: 'a3',
} as const

describe('session, the end that dials', () => {
  it(
    'D1: greets, delivers, and a message is Right once it is acknowledged',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow----1-'], { w: welcomes('fresh'), 1: 'a1' })
      const { own, chat } = dialing(server)
      hold(clientStart$(chat))
      const sent = '  ha'
      const result = '------(a|)'
      expectObservable(of('a').pipe(deliver(own, chat), map(brief))).toBe(result)
      expectObservable(sent$(server)).toBe(sent, lines)
      expectObservable(own.continuity$).toBe('-f', { f: 'fresh' })
    }),
  )

  it(
    'D1: after a drop it resumes, and sends only the messages that the other end has not taken',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow--#'], { w: welcomes('fresh') })
      const resuming = peer(['ow----2'], { w: welcomes('resumed', 1), 2: 'a2' })
      const { own, chat } = dialing(inTurn(server, resuming))
      hold(clientStart$(chat))
      //        lost at 4, dialed again at 8, greeted at 9, acknowledged at 14
      const results = '---------a----(b|)'
      expectObservable(of('a', 'b').pipe(deliver(own, chat), map(brief))).toBe(results)
      expectObservable(sent$(server)).toBe('h(ab)', lines)
      expectObservable(sent$(resuming)).toBe('--------rb', lines)
      expectObservable(own.continuity$).toBe('-f-------r', { f: 'fresh', r: 'resumed' })
    }),
  )

  it(
    'D1: emits each message once, in order, across sockets, and acknowledges in time',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow1-#'], { w: welcomes('fresh'), 1: 'm1:x' })
      const resuming = peer(['ow23'], { w: welcomes('resumed'), 2: 'm2:y', 3: 'm3:z' })
      const { own, chat } = dialing(inTurn(server, resuming))
      hold(clientStart$(chat))
      expectObservable(own.receive$(chat)).toBe('--x-------yz')
      expectObservable(sent$(server)).toBe('h', lines)
      expectObservable(sent$(resuming)).toBe('--------s---3', lines)
    }),
  )

  it(
    'D2: a session that the other end has forgotten is lost: sent messages are uncertain, and waiting ones go out in the new one',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow--#'], { w: welcomes('fresh') })
      const restarted = peer(['ow---1'], { w: welcomes('lost', 0, 'another'), 1: 'a1' })
      const { own, chat } = dialing(inTurn(server, restarted), { window: { inFlight: 2 } })
      hold(clientStart$(chat))
      const results$ = of('a', 'b', 'c').pipe(deliver(own, chat), map(brief))
      expectObservable(results$).toBe('---------(uu)(c|)', { u: 'DeliveryUncertain', c: 'c' })
      expectObservable(sent$(server)).toBe('h(ab)', lines)
      expectObservable(sent$(restarted)).toBe('--------rc', { ...lines, c: 'm1:c' })
      expectObservable(own.continuity$).toBe('-f-------l', { f: 'fresh', l: 'lost' })
    }),
  )

  it(
    'D2: emits lost before the first message of the new one',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow#'], { w: welcomes('fresh') })
      const restarted = peer(['o(w1)'], { w: welcomes('lost', 0, 'another'), 1: 'm1:x' })
      const { own, chat } = dialing(inTurn(server, restarted))
      hold(clientStart$(chat))
      const emitted$ = merge(own.continuity$, own.receive$(chat))
      expectObservable(emitted$).toBe('-f-----(lx)', { f: 'fresh', l: 'lost', x: 'x' })
    }),
  )

  it(
    'D4: at most inFlight messages are sent and not acknowledged, also after a drop',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow--1-#'], { w: welcomes('fresh'), 1: 'a1' })
      const resuming = peer(['ow--2-3'], { w: welcomes('resumed', 1), 2: 'a2', 3: 'a3' })
      const { own, chat } = dialing(inTurn(server, resuming), { window: { inFlight: 1 } })
      hold(clientStart$(chat))
      expectObservable(of('a', 'b', 'c').pipe(deliver(own, chat), map(brief))).toBe('----a---------b-(c|)')
      expectObservable(sent$(server)).toBe('ha--b', lines)
      expectObservable(sent$(resuming)).toBe('----------rb--c', lines)
    }),
  )

  it(
    'a drop is one Fault, its cause: no message is SendUncertain',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow--#', 'o'], { w: welcomes('fresh') })
      const { own, chat } = dialing(server)
      hold(clientStart$(chat))
      watch(of('a', 'b').pipe(deliver(own, chat)))
      expectObservable(
        chat.pipe(
          error$(),
          map(({ _tag }) => _tag),
        ),
        '^ 20ms !',
      ).toBe('----l', { l: 'ConnectionLost' })
    }),
  )

  it(
    'messages wait at rest, and leave on the next start',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow--1'], { w: welcomes('fresh'), 1: 'a1' })
      const { own, chat } = dialing(server)
      expectObservable(of('a').pipe(deliver(own, chat), map(brief))).toBe('---------(a|)')
      timer(5).subscribe(() => {
        hold(clientStart$(chat))
      })
    }),
  )

  it(
    'unsubscribing withdraws the messages that were never sent, and no others',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow---1'], { w: welcomes('fresh'), 1: 'a1' })
      const { own, chat } = dialing(server, { window: { inFlight: 1 } })
      hold(clientStart$(chat))
      const left$ = concat(of('a', 'b'), NEVER).pipe(deliver(own, chat), map(brief), takeUntil(timer(3)))
      expectObservable(left$).toBe('---|')
      expectObservable(of('c').pipe(deliver(own, chat), map(brief))).toBe('')
      expectObservable(sent$(server)).toBe('ha---c', { ...lines, c: 'm2:c' })
    }),
  )

  it(
    'acknowledges 16 messages without waiting',
    marbles(({ peer, expectObservable }) => {
      const many = Array.from({ length: 17 }, (_, index) => String.fromCharCode('A'.charCodeAt(0) + index))
      const values = Object.fromEntries(many.map((letter, index) => [letter, `m${index + 1}:x`]))
      const server = peer([`ow(${many.join('')})`], { w: welcomes('fresh'), ...values })
      const { own, chat } = dialing(server)
      hold(clientStart$(chat))
      watch(own.receive$(chat))
      expectObservable(sent$(server)).toBe('h-s-t', { h: hellos(), s: 'a16', t: 'a17' })
    }),
  )

  it(
    'messages wait while nobody is subscribed, and are not acknowledged',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow12'], { w: welcomes('fresh'), 1: 'm1:x', 2: 'm2:y' })
      const { own, chat } = dialing(server)
      hold(clientStart$(chat))
      watch(NEVER.pipe(deliver(own, chat)))
      expectObservable(timer(5).pipe(switchMap(() => own.receive$(chat)))).toBe('-----(xy)')
      expectObservable(sent$(server)).toBe('h------2', lines)
    }),
  )

  it(
    'a first subscription to an open connection has missed messages, so the session resumes at once',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow1'], { w: welcomes('fresh'), 1: 'm1:x' })
      const resuming = peer(['ow1'], { w: welcomes('resumed'), 1: 'm1:x' })
      const { own, chat } = dialing(inTurn(server, resuming))
      hold(clientStart$(chat))
      expectObservable(timer(4).pipe(switchMap(() => own.receive$(chat)))).toBe('----------x')
      expectObservable(sent$(resuming)).toBe('--------r---1', lines)
    }),
  )

  it(
    'a message that does not decode is a Fault, counts as taken, and the next one comes',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow12'], { w: welcomes('fresh'), 1: new Uint8Array([109, 49, 58, 0xff]), 2: 'm2:y' })
      const { own, chat } = dialing(server)
      hold(clientStart$(chat))
      expectObservable(own.receive$(chat)).toBe('---y')
      expectObservable(
        chat.pipe(
          error$(),
          map(({ _tag }) => _tag),
        ),
      ).toBe('--d', { d: 'DecodeFailed' })
      expectObservable(sent$(server)).toBe('h---2', lines)
    }),
  )

  const violations = {
    'acknowledges a message that was never sent': 'a3',
    'acknowledges a huge number': 'a9007199254740991',
    'sends a message that is no frame': 'hi',
    'sends a second welcome': welcomes('fresh'),
    'sends a hello': hellos(),
  } as const
  for (const [what, data] of Object.entries(violations)) {
    it(
      `a peer that ${what} gets 1002, and the connection fails`,
      marbles(({ peer, expectObservable }) => {
        const server = peer(['ow--x'], { w: welcomes('fresh'), x: data })
        const { own, chat } = dialing(server)
        hold(clientStart$(chat))
        watch(of('a', 'b').pipe(deliver(own, chat)))
        const codes$ = server.closed$.pipe(map(({ code }) => code))
        expectObservable(codes$).toBe('----x', { x: 1002 })
        const tags$ = chat.pipe(
          state$(),
          map(({ _tag }) => _tag.charAt(0)),
        )
        expectObservable(tags$).toBe('CO--F')
      }),
    )
  }

  for (const [what, data] of [
    ['a gap', 'm3:x'],
    ['a repetition', 'm1:x'],
    ['a huge number', 'm9007199254740991:x'],
  ] as const) {
    // prettier-ignore
    it(
      `${what} in the numbers: the session resumes from the last one, after the backoff`,
      marbles(({ peer, expectObservable }) => {
        const server = peer(['ow1x'], { w: welcomes('fresh'), 1: 'm1:x', x: data })
        const resuming = peer(['ow2'], { w: welcomes('resumed'), 2: 'm2:y' })
        const { own, chat } = dialing(inTurn(server, resuming))
        hold(clientStart$(chat))
        expectObservable(own.receive$(chat)).toBe('--x------y')
        expectObservable(sent$(resuming)).toBe('-------s---2', lines)
      }),
    )
  }

  const greetings = {
    'no welcome': 'm1:x',
    'no frame': 'hi',
    'a resumption of a session that was not asked for': welcomes('resumed'),
    'a fresh session that has taken messages': welcomes('fresh', 3),
  } as const
  for (const [what, data] of Object.entries(greetings)) {
    it(
      `a peer that greets with ${what} is dialed again, after the backoff`,
      marbles(({ peer, expectObservable }) => {
        const server = peer(['ox', 'o'], { x: data })
        const { chat } = dialing(server)
        hold(clientStart$(chat))
        expectObservable(
          chat.pipe(
            error$(),
            map(({ _tag }) => _tag),
          ),
          '^ 9ms !',
        ).toBe('-g', { g: 'GreetingFailed' })
        expectObservable(sent$(server), '^ 9ms !').toBe('h----h', lines)
      }),
    )
  }

  it(
    'a peer that resumes from a number that was never sent has another session: it is lost, and begins anew',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow#'], { w: welcomes('fresh') })
      const confused = peer(['ow', 'ov'], { w: welcomes('resumed', 7), v: welcomes('fresh', 0, 'another') })
      const { own, chat } = dialing(inTurn(server, confused))
      hold(clientStart$(chat))
      expectObservable(of('a').pipe(deliver(own, chat), map(brief))).toBe('-------(u|)', { u: 'DeliveryUncertain' })
      expectObservable(own.continuity$).toBe('-f-----l--------f', { f: 'fresh', l: 'lost' })
    }),
  )

  it(
    'the code 4409, another socket has the session, is final',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow-x'], { w: welcomes('fresh'), x: closes(4409) })
      const { own, chat } = dialing(server)
      watch(own.receive$(chat))
      hold(clientStart$(chat))
      expectObservable(
        chat.pipe(
          state$(),
          map(({ _tag }) => _tag.charAt(0)),
        ),
      ).toBe('CO-F')
    }),
  )

  it('refuses numbers that can never work, and a connection of another session', () => {
    for (const wrong of [
      { window: { limit: 0 } },
      { window: { bytes: -1 } },
      { window: { inFlight: NaN } },
      { acknowledge: -1 },
    ]) {
      expect(() => session({ codec: text, ...wrong })).to.throw(RangeError)
    }
    const own = session({ codec: text })
    const other = defineConnection({ url: 'ws://peer', ...session({ codec: text }).options })
    expect(() => own.receive$(other)).to.throw(TypeError, 'another session')
    expect(() => of('a').pipe(deliver(own, other))).to.throw(TypeError)
  })

  it('acknowledges as late as a timer can be, and not at once, where `acknowledge` is longer', () => {
    for (const acknowledge of [Infinity, 2 ** 40]) {
      expect(resolveSession({ codec: text, acknowledge }).acknowledge).to.equal(2 ** 31 - 1)
    }
  })

  it(
    'clientStop$ leaves the session as it is: the next start resumes it',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['ow'], { w: welcomes('fresh') })
      const resuming = peer(['ow-1'], { w: welcomes('resumed'), 1: 'a1' })
      const { own, chat } = dialing(inTurn(server, resuming))
      hold(clientStart$(chat))
      timer(3)
        .pipe(switchMap(() => clientStop$(chat)))
        .subscribe()
      timer(5).subscribe(() => hold(clientStart$(chat)))
      expectObservable(of('a').pipe(deliver(own, chat), map(brief))).toBe('--------(a|)')
      expectObservable(own.continuity$).toBe('-f----r', { f: 'fresh', r: 'resumed' })
    }),
  )
})
