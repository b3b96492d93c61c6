import * as t from 'io-ts'
import { type ConnectionEvent, start$, stop$ } from 'pulsewire'
import { defer, expand, type Observable, of, retry, switchMap, takeUntil, timer } from 'rxjs'

/** The answer of the server to a token: the seconds until it expires. */
export const Session = t.type({ expiresIn: t.number })
export type Session = t.TypeOf<typeof Session>

type Events = Observable<ConnectionEvent<unknown>>

/**
 * Logs in on every socket, and again at 60 % of the life of each token. Subscribe to it beside the lease. It emits each
 * session.
 *
 * @param login - sends a fresh token, by a request whose errors `sent()` moves into the error channel
 */
export function loginWhileOpen$(api$: Events, login: () => Observable<Session>): Observable<Session> {
  const login$ = persistent(login)
  return api$.pipe(
    start$(),
    switchMap(() => renewed(login$, login$).pipe(takeUntil(api$.pipe(stop$())))),
  )
}

/** The same where `greet` has sent the first token: the server's answer to that is `Open.greeting`. */
export function renewWhileOpen$(api$: Events, login: () => Observable<Session>): Observable<Session> {
  const login$ = persistent(login)
  return api$.pipe(
    start$(),
    switchMap(({ greeting }) => {
      const first$ = Session.is(greeting) ? of(greeting) : login$
      return renewed(first$, login$).pipe(takeUntil(api$.pipe(stop$())))
    }),
  )
}

/** A failed login is not the end, expiry is: it is tried again after a second, with a fresh token. */
function persistent(login: () => Observable<Session>): Observable<Session> {
  return defer(login).pipe(retry({ delay: 1_000 }))
}

/** `expand` and not a recursion: a chain of `switchMap` would grow by one with each renewal. */
function renewed(first$: Observable<Session>, login$: Observable<Session>): Observable<Session> {
  return first$.pipe(expand(({ expiresIn }) => timer(expiresIn * 600).pipe(switchMap(() => login$))))
}
