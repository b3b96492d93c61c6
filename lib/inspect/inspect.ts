import { map, merge, Observable, share, skip } from 'rxjs'

import { type Connection, coreOf } from '../connection/connection.ts'
import type { Core } from '../connection/core.ts'
import { listen } from '../connection/relay.ts'
import { emitTo } from '../connection/run-user-code.ts'
import { isState } from '../model/connection-state.ts'
import type { Inspection } from './inspection.ts'
import { stampOf, watchCore } from './watch-core.ts'

/** The shared stream of each connection that was ever inspected. */
const shared = new WeakMap<object, Observable<Inspection>>()

/**
 * Emits everything that a connection does, in one total order: the current state first, then inputs of the machine, states,
 * errors, dials, messages in and out with their results, pings, round trips and unsent bytes. It starts nothing, and never
 * completes or errors. While nobody subscribes, nothing is computed or kept; all subscribers share one hook.
 *
 * Secrets are removed: userinfo, query values, values of headers, subprotocols that may be tokens. Messages are not
 * enumerable, so that no log shows them.
 *
 * A subscriber looks on. One that sends while it sees a message leave sends ahead of that message.
 *
 * @example
 * inspect$(chat).subscribe((event) => console.log(event.at, event._tag))
 *
 * @throws `TypeError` if it is not a connection
 */
export function inspect$<In, Out>(connection: Connection<In, Out>): Observable<Inspection> {
  const core = coreOf(connection)
  const events$ = shared.get(core) ?? share<Inspection>()(observe(connection, core))
  shared.set(core, events$)
  return new Observable((subscriber) => {
    listen(events$, subscriber, {
      next: (event) => {
        subscriber.next(event)
      },
      error: ignore,
      complete: ignore,
    })
    subscriber.next({ _tag: 'State', ...stampOf(core), state: core.published })
  })
}

/** A connection never completes and never errors. */
const ignore = (): void => undefined

function observe<In, Out>(connection: Connection<In, Out>, core: Core<In, Out>): Observable<Inspection> {
  return new Observable((subscriber) => {
    const waiting: Inspection[] = []
    /** Emits in order: a subscriber may act on the connection, and so cause the next event inside of this one. */
    const emit = (event: Inspection): void => {
      if (waiting.push(event) > 1) return
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        emitTo(subscriber, next)
        waiting.shift()
      }
    }
    subscriber.add(watchCore(core, emit))
    const channel$ = merge(
      // The current state is emitted to each subscriber by itself.
      connection.channel('lifecycle').pipe(
        skip(1),
        map((event) => (isState(event) ? ({ _tag: 'State', state: event } as const) : event)),
      ),
      connection.channel('latencies').pipe(map((latency) => ({ _tag: 'RoundTrip', latency }) as const)),
      connection.channel('closings').pipe(map((code) => ({ _tag: 'PeerClosing', code }) as const)),
      connection
        .channel('unsent')
        .pipe(map((bytes) => ({ _tag: 'Unsent', bytes, messages: core.outbox.writer.messages }) as const)),
    )
    listen(channel$, subscriber, {
      next: (event) => {
        emit({ ...event, ...stampOf(core) })
      },
      error: ignore,
      complete: ignore,
    })
  })
}
