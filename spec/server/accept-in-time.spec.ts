import { clientStart$, type Connection, error$, type GreetingContext, receive$, send, state$ } from 'pulsewire'
import { refuse } from 'pulsewire/server'
import { type MarbleHelpers, marbles, type Peer, stalls } from 'pulsewire/testing'
import {
  catchError,
  EMPTY,
  first,
  ignoreElements,
  map,
  type Observable,
  ReplaySubject,
  retry,
  type Subscription,
} from 'rxjs'

import type { AcceptRules } from '../../lib/server/accept-options.ts'
import { accepting, type FakeOpening, fakeOpening } from './fake-openings.ts'

type Rules = AcceptRules<string, string, string>

/** The states of a connection, as letters: `x` for `Closed`, `F` for `Failed`, else the first letter. */
const letters = (peer: Connection<string, string>): Observable<string> =>
  peer.pipe(
    state$(),
    map(({ _tag }) => (_tag === 'Failed' ? 'F' : _tag === 'Closed' ? 'x' : _tag.charAt(0).toLowerCase())),
  )

/** A peer that knocks in frame 0. It plays its script from the moment at which its connection is started. */
function knocking(
  server: Peer,
  rules: Rules = {},
): FakeOpening & { readonly connection: Connection<string, string>; readonly accepted$: Observable<unknown> } {
  const { accepted$, knock } = accepting({ heartbeat: false, ...rules })
  const connections: Connection<string, string>[] = []
  const ends = new ReplaySubject<never>(Infinity)
  accepted$.subscribe({
    next: (each) => connections.push(each),
    error: (error) => {
      ends.error(error)
    },
    complete: () => {
      ends.complete()
    },
  })
  const opening = fakeOpening(server.transport)
  knock(opening)
  return { ...opening, connection: connections[0]!, accepted$: ends }
}

/** A lease that neither emits nor errors. */
const held = (connection: Connection<string, string>): Observable<never> =>
  clientStart$(connection).pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  )

/** The answers to an opening: accepted, closed since nobody starts it, unauthorized, unavailable. */
const answers = { o: 101, t: 1013, n: 401, u: 503 } as const

describe('accept$ in time', () => {
  it(
    'A1: a connection is idle until its lease; then it is as any other, and its peer ends it',
    marbles(({ peer, expectObservable }) => {
      const { connection } = knocking(peer(['o-a-b-|']))
      const lease = '   --^'
      const received = '----a-b-|'
      const states = '  i-(co)--x'
      expectObservable(clientStart$(connection).pipe(receive$()), lease).toBe(received)
      expectObservable(letters(connection)).toBe(states)
    }),
  )

  it(
    'A2: a connection that nobody starts within connectTimeout is closed with 1013, and a start fails',
    marbles(({ peer, expectObservable }) => {
      const { connection, answers$ } = knocking(peer(['o']), { connectTimeout: 5 })
      const lease = ' -------^'
      const ended = ' -------|'
      const told = '  o----t'
      const states = 'i------(cF)'
      expectObservable(answers$).toBe(told, answers)
      expectObservable(held(connection), lease).toBe(ended)
      expectObservable(letters(connection)).toBe(states)
    }),
  )

  it(
    'A3: a start after the end fails at once, and retry() around it waits longer each time',
    marbles(
      ({ peer, expectObservable }) => {
        const { connection } = knocking(peer(['o-#']), { random: () => 0.5 })
        const lease$ = clientStart$(connection).pipe(
          ignoreElements(),
          retry(3),
          catchError(() => EMPTY),
        )
        const faults = '--(ln) 246ms n 499ms n'
        const ended = ' 752ms               |'
        const tags = { l: 'ConnectionLost', n: 'AddressFailed' }
        expectObservable(connection.pipe(error$(), map(({ _tag }) => _tag))).toBe(faults, tags) // prettier-ignore
        expectObservable(lease$).toBe(ended)
      },
      { until: 5_000 },
    ),
  )

  it(
    'A4: the greeting runs within connectTimeout, and nobody else gets its messages',
    marbles(({ peer, expectObservable }) => {
      const greet = ({ receive$ }: GreetingContext<string, string>): Observable<string> => receive$.pipe(first())
      const rules = { greet, connectTimeout: 5 }
      const punctual = knocking(peer(['o-t-a']), rules).connection
      const silent = knocking(peer(['o']), rules).connection
      const lease = '   -^'
      const received = '-----a'
      const opens = '   ic-o'
      const fails = '   ic----F'
      expectObservable(clientStart$(punctual).pipe(receive$()), lease).toBe(received)
      expectObservable(held(silent), lease).toBe('------|')
      expectObservable(letters(punctual)).toBe(opens)
      expectObservable(letters(silent)).toBe(fails)
    }),
  )

  it(
    'A5: peer has connectTimeout for its answer',
    marbles(({ peer, cold, expectObservable }) => {
      const answered = (answer$: Observable<object>): Observable<number> =>
        knocking(peer(['o']), { connectTimeout: 5, peer: () => answer$ }).answers$
      const options = '---a'
      const accepted = '  ---o----t'
      const refused = '---n'
      const never = '  -----u'
      expectObservable(answered(cold(options, { a: {} }))).toBe(accepted, answers)
      expectObservable(answered(cold(options, { a: refuse(401) }))).toBe(refused, answers)
      expectObservable(answered(cold('-------a', { a: {} }))).toBe(never, answers)
    }),
  )

  it(
    'A5: a peer that leaves, and the end of accept$, end the decision about it',
    marbles(({ peer, cold, expectObservable, expectSubscriptions }) => {
      const waiting = '-----'
      const asked = '  ^--!'
      const refused = '---u'
      const undecided = (): readonly [ReturnType<MarbleHelpers['cold']>, FakeOpening, Subscription] => {
        const answer$ = cold(waiting)
        const { accepted$, knock } = accepting({ peer: () => answer$ as unknown as Observable<never> })
        const accepting$ = accepted$.subscribe({ error: () => undefined })
        const opening = fakeOpening(peer(['o']).transport)
        knock(opening)
        return [answer$, opening, accepting$]
      }
      const [leaver$, leaving] = undecided()
      const [late$, late, accepted] = undecided()
      const end = { error: () => undefined }
      cold('---x').subscribe({ next: leaving.leave, ...end })
      cold('---x').subscribe({ next: () => { accepted.unsubscribe() }, ...end }) // prettier-ignore
      expectSubscriptions(leaver$.subscriptions).toBe(asked)
      expectSubscriptions(late$.subscriptions).toBe(asked)
      expectObservable(leaving.answers$).toBe('')
      expectObservable(late.answers$).toBe(refused, answers)
    }),
  )

  it(
    'A6: a shutdown flushes, closes with 1001, and completes with the last connection',
    marbles(({ peer, cold, expectObservable }) => {
      const server = peer(['o'])
      const silent = peer(['oz'], { z: stalls() })
      const shutdown$ = cold('----s')
      const polite = knocking(server, { shutdown$ })
      const rude = knocking(silent, { shutdown$, closeTimeout: 4 })
      const word$ = cold('---w').pipe(send(polite.connection))
      const sent = '   ---w'
      const closed = ' ----c'
      const ends = '   ----|'
      const late = '   --------|'
      for (const { connection } of [polite, rude]) held(connection).subscribe({ error: () => undefined })
      expectObservable(word$.pipe(map(({ _tag }) => _tag))).toBe('---r', { r: 'Right' })
      expectObservable(server.sent$).toBe(sent)
      expectObservable(server.closed$).toBe(closed, { c: { code: 1001, reason: 'shutting down' } })
      expectObservable(polite.accepted$).toBe(ends)
      expectObservable(rude.accepted$).toBe(late)
    }),
  )
})
