import { expect } from 'chai'
import { clientStart$, defineConnection, error$, text } from 'pulsewire'
import { deliver, type SessionConnection, type Sessions, sessions } from 'pulsewire/session'
import { marbles, type Peer } from 'pulsewire/testing'
import {
  catchError,
  concat,
  EMPTY,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  Subject,
  switchMap,
  timer,
} from 'rxjs'

import { accepting, fakeOpening } from '../../server/fake-openings.ts'
import { watch } from '../../support/watching.ts'
import { acceptingEnds, brief, hellos, sent$, welcomes } from './protocol.ts'

/** What the accepting end sends. */
const lines = {
  w: welcomes('fresh', 0, 'id-1'),
  v: welcomes('fresh', 0, 'id-2'),
  r: welcomes('resumed', 0, 'id-1'),
  s: welcomes('resumed', 1, 'id-1'),
  l: welcomes('lost', 0, 'id-2'),
  a: 'm1:a',
  b: 'm2:b',
  c: 'm3:c',
  1: 'a1',
  2: 'a2',
} as const

type Serve = (peer: SessionConnection) => Observable<unknown>

/** A server with sessions. `knock` lets a scripted peer in after some time. */
function serving(
  own: Sessions<string, string>,
  serve: Serve,
  options = own.options,
): (peer: Peer, ms?: number) => void {
  const { accepted$, knock } = accepting({ ...(options as object), heartbeat: false })
  const all$ = accepted$.pipe(
    mergeMap((peer) => {
      const lease$ = clientStart$(peer).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      )
      return merge(serve(peer as unknown as SessionConnection), lease$)
    }),
  )
  watch(all$)
  return (peer, ms = 0) => {
    const opening = fakeOpening(peer.transport)
    if (ms === 0) knock(opening)
    else
      timer(ms).subscribe(() => {
        knock(opening)
      })
  }
}

const tag$ = (peer: SessionConnection): Observable<string> =>
  peer.pipe(
    error$(),
    map(({ _tag }) => _tag),
  )

describe('sessions, the end that accepts', () => {
  it(
    'D1: welcomes a new session, takes its messages and acknowledges them in time',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const client = peer(['oh12'], { h: hellos(), 1: 'm1:x', 2: 'm2:y' })
      const received = new Subject<string>()
      const start = new Subject<string>()
      const serve: Serve = (chat) =>
        merge(
          own.start$(chat).pipe(map(({ continuity, sent }) => start.next(`${continuity} ${sent}`))),
          own.receive$(chat).pipe(map((value) => received.next(value))),
        )
      expectObservable(received).toBe('--xy')
      expectObservable(start).toBe('-f', { f: 'fresh 0' })
      serving(own, serve)(client)
      expectObservable(sent$(client)).toBe('-w--2', lines)
    }),
  )

  it(
    'D1: resumes on another socket, and sends only the messages that the client has not taken',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const first = peer(['oh--#'], { h: hellos() })
      const second = peer(['or--2'], { r: hellos(1, 'id-1'), 2: 'a2' })
      const results = new Subject<string>()
      let peers = 0
      // The messages belong to the session: they go on over the second socket.
      const serve: Serve = (chat) =>
        peers++ === 0
          ? of('a', 'b').pipe(deliver(own, chat), map((result) => results.next(brief(result)))) // prettier-ignore
          : own.receive$(chat)
      const knock = serving(own, serve)
      expectObservable(results).toBe('---------a--b')
      knock(first)
      knock(second, 8)
      expectObservable(sent$(first)).toBe('-(wab)', lines)
      expectObservable(sent$(second)).toBe('---------(rb)', lines)
    }),
  )

  it(
    'D1: the newer of two sockets has the session, the older one is closed with 4409',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const older = peer(['oh1--2'], { h: hellos(), 1: 'm1:x', 2: 'm2:stale' })
      const newer = peer(['or2'], { r: hellos(0, 'id-1'), 2: 'm2:y' })
      const received = new Subject<string>()
      const serve: Serve = (chat) => own.receive$(chat).pipe(map((value) => received.next(value)))
      const knock = serving(own, serve)
      expectObservable(received).toBe('--x--y')
      knock(older)
      knock(newer, 3)
      expectObservable(older.closed$.pipe(map(({ code }) => code))).toBe('----x', { x: 4409 })
      expectObservable(sent$(newer)).toBe('----s--2', lines)
    }),
  )

  it(
    'D2: a session that is not known is lost, and another one begins',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const knock = serving(own, (chat) => own.receive$(chat))
      const first = peer(['oh#'], { h: hellos() })
      const stranger = peer(['ox'], { x: hellos(7, 'made-up') })
      knock(first)
      knock(stranger, 4)
      expectObservable(sent$(first)).toBe('-w', lines)
      expectObservable(sent$(stranger)).toBe('-----l', lines)
    }),
  )

  it(
    'D2: a session is kept for `keep` after its socket, and then lost: its messages are uncertain, or have ended',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds({ keep: 10, window: { inFlight: 1 } })
      const first = peer(['oh-#'], { h: hellos() })
      const late = peer(['or'], { r: hellos(0, 'id-1') })
      const results = new Subject<string>()
      let peers = 0
      const serve: Serve = (chat) =>
        peers++ === 0
          ? of('a', 'b').pipe(deliver(own, chat), map((result) => results.next(brief(result)))) // prettier-ignore
          : own.receive$(chat)
      const knock = serving(own, serve)
      expectObservable(results).toBe('-------------(ue)', { u: 'DeliveryUncertain', e: 'SessionEnded' })
      knock(first)
      knock(late, 14)
      expectObservable(sent$(late)).toBe('---------------l', lines)
    }),
  )

  it(
    'a message that is delivered in a session that is over has ended',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds({ keep: 10 })
      const results = new Subject<string>()
      const serve: Serve = (chat) => concat(timer(20).pipe(ignoreElements()), of('a')).pipe(deliver(own, chat), map((result) => results.next(brief(result)))) // prettier-ignore
      const knock = serving(own, serve)
      expectObservable(results).toBe('---------------------e', { e: 'SessionEnded' })
      knock(peer(['oh#'], { h: hellos() }))
    }),
  )

  it(
    'a session of one user is not resumed by another one, and goes on',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const serve: Serve = (chat) => own.receive$(chat)
      const first = peer(['oh--#'], { h: hellos() })
      const thief = peer(['or'], { r: hellos(0, 'id-1') })
      const again = peer(['or'], { r: hellos(0, 'id-1') })
      serving(own, serve, own.optionsFor('ada'))(first)
      serving(own, serve, own.optionsFor('eve'))(thief, 2)
      serving(own, serve, own.optionsFor('ada'))(again, 8)
      expectObservable(sent$(thief)).toBe('---l', lines)
      expectObservable(sent$(again)).toBe('---------r', lines)
      expectObservable(first.closed$).toBe('')
    }),
  )

  const greetings = { 'a message': 'm1:x', 'no frame': 'hi', 'a welcome': welcomes('fresh') } as const
  for (const [what, data] of Object.entries(greetings)) {
    it(
      `a peer that greets with ${what} is closed, and no session is made`,
      marbles(({ peer, expectObservable }) => {
        const own = acceptingEnds()
        const client = peer(['ox'], { x: data })
        const faults = new Subject<string>()
        const serve: Serve = (chat) => tag$(chat).pipe(map((tag) => faults.next(tag)))
        expectObservable(faults).toBe('-g', { g: 'GreetingFailed' })
        serving(own, serve)(client)
        expectObservable(sent$(client)).toBe('')
      }),
    )
  }

  const violations = {
    'acknowledges a message that was never sent': ['a1', 1002],
    'acknowledges a huge number': ['a9007199254740991', 1002],
    'sends no frame': ['hi', 1002],
    'greets again': [hellos(), 1002],
    'leaves a gap': ['m3:x', 1012],
    'repeats a message': ['m1:x', 1012],
    'sends a huge number': ['m9007199254740991:x', 1012],
  } as const
  for (const [what, [data, code]] of Object.entries(violations)) {
    it(
      `a peer that ${what} is closed with ${code}, and its session is kept`,
      marbles(({ peer, expectObservable }) => {
        const own = acceptingEnds()
        const client = peer(['oh1x'], { h: hellos(), 1: 'm1:x', x: data })
        const again = peer(['or'], { r: hellos(0, 'id-1') })
        const knock = serving(own, (chat) => own.receive$(chat))
        knock(client)
        knock(again, 10)
        expectObservable(client.closed$.pipe(map((closed) => closed.code))).toBe('---x', { x: code })
        expectObservable(sent$(again)).toBe('-----------s', lines)
      }),
    )
  }

  it(
    'a peer that claims to have more than was sent loses its session',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const knock = serving(own, (chat) => own.receive$(chat))
      const liar = peer(['or'], { r: hellos(9_007_199_254_740_991, 'id-1') })
      knock(peer(['oh#'], { h: hellos() }))
      knock(liar, 4)
      expectObservable(sent$(liar)).toBe('-----l', lines)
    }),
  )

  it(
    'a first subscription to an open connection closes with 1012: the client resumes',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds()
      const client = peer(['oh'], { h: hellos() })
      serving(own, (chat) => timer(5).pipe(switchMap(() => own.receive$(chat))))(client)
      expectObservable(client.closed$.pipe(map(({ code }) => code))).toBe('-----x', { x: 1012 })
    }),
  )

  it(
    'receive$, start$ and a deliver that has not begun complete as the connection ends; a begun one waits for its results',
    marbles(({ peer, expectObservable }) => {
      const own = acceptingEnds({ keep: 10 })
      const ends = new Subject<string>()
      const end = (name: string): { complete: () => void; error: () => void } => ({
        complete: () => ends.next(name),
        error: () => undefined,
      })
      const serve: Serve = (chat) => {
        own.receive$(chat).subscribe(end('r'))
        own.start$(chat).subscribe(end('s'))
        of('a').pipe(deliver(own, chat)).subscribe(end('d'))
        return EMPTY
      }
      const knock = serving(own, serve)
      expectObservable(ends).toBe('--(rs)------d')
      knock(peer(['ox#'], { x: hellos() }))
    }),
  )

  it('keeps at most `limit` sessions without a socket: the oldest end first', marbles(({ peer, expectObservable }) => {
    const own = acceptingEnds({ limit: 2 })
    const knock = serving(own, (chat) => own.receive$(chat))
    for (let i = 0; i < 3; i++) knock(peer(['oh#'], { h: hellos() }), 1 + i)
    const forgotten = peer(['or#'], { r: hellos(0, 'id-1') })
    const kept = peer(['or'], { r: hellos(0, 'id-3') })
    knock(kept, 10)
    knock(forgotten, 20)
    expectObservable(sent$(kept)).toBe('-----------r', { r: welcomes('resumed', 0, 'id-3') })
    expectObservable(sent$(forgotten)).toBe('---------------------l', { l: welcomes('lost', 0, 'id-4') })
  })) // prettier-ignore

  it('refuses numbers that can never work, and a connection without sessions', () => {
    for (const wrong of [{ keep: -1 }, { keep: NaN }, { limit: 0 }, { acknowledge: NaN }]) {
      expect(() => sessions({ codec: text, ...wrong })).to.throw(RangeError)
    }
    const own = sessions({ codec: text })
    const other = defineConnection({ url: 'ws://peer' }) as unknown as SessionConnection
    expect(() => own.receive$(other)).to.throw(TypeError, 'carries no session')
    expect(() => own.start$(other)).to.throw(TypeError)
    expect(() => of('a').pipe(deliver(own, other))).to.throw(TypeError)
  })

  it('makes ids that cannot be guessed', () => {
    const ids = new Set<string>()
    for (let i = 0; i < 100; i++) {
      const { greet } = sessions({ codec: text }).options
      watch(
        greet({
          receive$: of({ _tag: 'Hello', got: 0 } as const),
          send: (frame) => {
            if (frame._tag === 'Welcome') ids.add(frame.id)
            return { _tag: 'Right', right: frame }
          },
        }),
      )
    }
    expect(ids.size).to.equal(100)
    expect([...ids].every((id) => /^[0-9a-f]{32}$/.test(id))).to.equal(true)
  })
})
