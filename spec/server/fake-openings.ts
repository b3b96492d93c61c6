import type { Connection } from 'pulsewire'
import { type Observable, ReplaySubject, Subject } from 'rxjs'

import { accept, resolveRules } from '../../lib/server/accept.ts'
import type { AcceptRules } from '../../lib/server/accept-options.ts'
import type { Farewell, Opening } from '../../lib/transport/accepting.ts'
import type { DialRequest, Transport } from '../../lib/transport/transport.ts'

/** An opening handshake that a spec controls. */
export interface FakeOpening extends Opening<string> {
  /** The answers that it gets: `101`, a status, or the code of a close frame. Replays them. */
  readonly answers$: Observable<number>
  /** Ends its network connection. */
  readonly leave: () => void
}

const request: DialRequest = {
  url: 'ws://server/',
  protocols: [],
  headers: {},
  tls: {},
  maxMessageSize: 1 << 24,
}

/** @param transport - plays the peer once the socket is adopted: it must open within the call */
export function fakeOpening(transport: Transport, path = '/'): FakeOpening {
  const answers = new ReplaySubject<number>(Infinity)
  const gone: Array<() => void> = []
  const leave = (): void => {
    for (const each of gone.splice(0)) each()
  }
  const turnAway = ({ code }: Farewell): void => {
    answers.next(code)
    leave()
  }
  return {
    request: path,
    path,
    url: `ws://server${path}`,
    remote: '127.0.0.1:1',
    origin: undefined,
    host: 'server',
    answers$: answers.asObservable(),
    leave,
    refuse: (status) => {
      answers.next(status)
      leave()
    },
    accept: () => {
      answers.next(101)
      return {
        adopt: (listener) =>
          transport(request, {
            opened: (handshake) => {
              listener.opened(handshake)
            },
            received: (data, isBinary) => {
              listener.received(data, isBinary)
            },
            ponged: () => {
              listener.ponged()
            },
            ended: (end) => {
              listener.ended(end)
              leave()
            },
          }),
        turnAway,
        limit: () => undefined,
        unlimit: () => undefined,
        partWith: () => undefined,
      }
    },
    onGone: (each) => {
      gone.push(each)
    },
  }
}

/** Accepts the openings that a spec knocks with. */
export function accepting(rules: AcceptRules<string, string, string> = {}): {
  readonly accepted$: Observable<Connection<string, string>>
  readonly knock: (opening: FakeOpening) => void
  readonly close: () => void
} {
  const openings = new Subject<FakeOpening>()
  const platform = { transport: () => { throw new Error('an accepted connection has dialed') }, heartbeat: false } as const // prettier-ignore
  const accepted$ = accept(resolveRules(rules, [], platform), (take, { error, complete }) => {
    const taking = openings.subscribe({ next: take, error, complete })
    return () => {
      taking.unsubscribe()
    }
  })
  return {
    accepted$,
    knock: (opening) => {
      openings.next(opening)
    },
    close: () => {
      openings.complete()
    },
  }
}
