import { left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { clientStart$, type Connection, defineConnection, type GreetingContext, json, sent } from 'pulsewire'
import { request } from 'pulsewire/request'
import { marbles, type Peer } from 'pulsewire/testing'
import { type Observable, of, switchMap, take, takeUntil, timer } from 'rxjs'

import { loginWhileOpen$, renewWhileOpen$, type Session } from '../../../examples/patterns/token-renewal.ts'

const Incoming = t.intersection([t.type({ id: t.number }), t.partial({ expiresIn: t.number, error: t.string })])
const Outgoing = t.type({ id: t.number, token: t.string })
type Incoming = t.TypeOf<typeof Incoming>
type Outgoing = t.TypeOf<typeof Outgoing>

const answer = (id: number, expiresIn = 0.01): string => JSON.stringify({ id, expiresIn })
const token = (n: number): string => JSON.stringify({ id: n, token: `token ${n}` })

describe('the recipe for the renewal of tokens', () => {
  const clientOf = (
    { transport }: Peer,
    greets: boolean,
  ): { readonly api: Connection<Incoming, Outgoing>; readonly login: () => Observable<Session> } => {
    let tokens = 0
    const getToken = (): Observable<string> => of(`token ${++tokens}`)
    const retry = { initialDelay: 4, jitter: 'none', stableAfter: 0 } as const
    const api = defineConnection({
      url: 'ws://peer',
      transport,
      retry,
      heartbeat: false,
      codec: json(Incoming, Outgoing),
      ...(greets && {
        greet: ({ receive$, send }: GreetingContext<Incoming, Outgoing>) => {
          send({ id: 0, token: 'token 0' })
          return receive$.pipe(take(1))
        },
      }),
    })
    const call = request(api, {
      ask: (id, token: string): Outgoing => ({ id, token }),
      idOf: ({ id }) => id,
      read: ({ expiresIn, error }) => (expiresIn === undefined ? left(error) : right({ expiresIn })),
    })
    clientStart$(api)
      .pipe(takeUntil(timer(2_000)))
      .subscribe({ error: () => undefined })
    return { api, login: () => getToken().pipe(switchMap(call), sent()) }
  }

  const values = {
    a: answer(1),
    b: answer(2),
    f: JSON.stringify({ id: 2, error: 'busy' }),
    g: answer(0),
  }
  const session = { expiresIn: 0.01 } // 10 ms: renewed after 6 ms
  const tokens = { w: token(0), x: token(1), y: token(2), z: token(3) }

  it(
    'logs in on every socket, and renews at 60 % of the life of each token',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-------b'], values)
      const { api, login } = clientOf(server, false)
      const sent = '    x-------y-------z'
      const sessions = '--s-------s'
      expectObservable(loginWhileOpen$(api, login)).toBe(sessions, { s: session })
      expectObservable(server.sent$).toBe(sent, tokens)
    }),
  )

  it(
    'renews nothing while the connection is away, and logs in once on the next socket',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a--#', 'o-b'], values)
      const { api, login } = clientOf(server, false)
      // The renewal would be due at 8; the next socket is open at 9.
      const sent = '    x--------y-------z'
      expectObservable(loginWhileOpen$(api, login)).toBe('--s--------s', { s: session })
      expectObservable(server.sent$).toBe(sent, tokens)
    }),
  )

  it(
    'tries again a second after a failed renewal',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-a-------f'], values)
      const { api, login } = clientOf(server, false)
      const sent = '    x-------y 1001ms z'
      expectObservable(loginWhileOpen$(api, login)).toBe('--s', { s: session })
      expectObservable(server.sent$).toBe(sent, tokens)
    }),
  )

  it(
    'renews by the life that the greeting brought: Open.greeting',
    marbles(({ peer, expectObservable }) => {
      const server = peer(['o-g-------a'], values)
      const { api, login } = clientOf(server, true)
      const sent = '    w-------x-------y'
      const sessions = '--g-------s'
      expectObservable(renewWhileOpen$(api, login)).toBe(sessions, { g: { id: 0, ...session }, s: session })
      expectObservable(server.sent$).toBe(sent, tokens)
    }),
  )
})
