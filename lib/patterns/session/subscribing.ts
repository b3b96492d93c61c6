import { concatMap, Observable } from 'rxjs'

import type { Link } from './link.ts'
import type { Take } from './receiving/receivers.ts'
import type { SessionEnd } from './session-end.ts'
import type { SessionStart } from './session-start.ts'

/** The messages of a session on one connection. */
export function received$<In, Out>(link: Link<In, Out>, take: Take<In> | undefined): Observable<In> {
  return new Observable((subscriber) => {
    link.receive(subscriber, take)
  })
}

/** Emits once no message of an end is being taken or stored: in the same turn, if there is nothing to wait for. */
export function settled$<In, Out>(end: SessionEnd<In, Out>): Observable<undefined> {
  return once$((taken) => end.whenTaken(taken)).pipe(concatMap(() => once$((stored) => end.whenStored(stored))))
}

/** Emits when `wait` calls back. Unsubscribing ends the wait, so that greetings that were given up leave nothing behind. */
function once$(wait: (done: () => void) => () => void): Observable<undefined> {
  return new Observable((subscriber) => {
    const endWait = wait(() => {
      subscriber.next(undefined)
      subscriber.complete()
    })
    subscriber.add(endWait)
  })
}

/** The beginning of each session that a connection carries. */
export function starts$<In, Out>(link: Link<In, Out>): Observable<SessionStart> {
  return new Observable((subscriber) => {
    const leave = link.listen({
      attached: (_, start) => {
        subscriber.next(start)
      },
      over: () => {
        subscriber.complete()
      },
    })
    subscriber.add(leave)
  })
}
