import { expect } from 'chai'
import fc from 'fast-check'
import { clientRestart$, clientStart$, clientStop$, send } from 'pulsewire'
import { of, retry, tap } from 'rxjs'

import { connectTo } from '../../support/peers/connect-to.ts'
import type { FakeSocket } from '../../support/peers/fake-peer.ts'
import { watch, type Watched } from '../../support/watching.ts'
import { tickerOf } from './protocol.ts'

const keys = ['A', 'B', 'C', 'D'] as const
const key = fc.constantFrom(...keys)

/** Actions of a user, a peer and time. `reopen`: the connection is lost and open again before a timer can fire. */
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant('join' as const), key }) },
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant('leave' as const), index: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({ _tag: fc.constant('say' as const), key, kind: fc.constantFrom('', 'bad', 'end') }),
  },
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant('pass' as const), ms: fc.nat(12) }) },
  ...(['open', 'open', 'lose', 'restart', 'abandon', 'reopen', 'start', 'stop', 'queue'] as const).map((tag) => ({
    weight: 1,
    arbitrary: fc.constant({ _tag: tag }),
  })),
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

interface Joined {
  readonly key: string
  readonly watched: Watched<string>
  /** The messages of its key that arrived while it was subscribed. */
  readonly expected: string[]
}

/** A key that the peer has ended, after a number of messages from us. */
interface Ended {
  readonly after: number
  readonly key: string
}

/** The keys that the server holds after the messages of a socket. Fails where T1 or T3 does. */
function serverSet({ sent }: FakeSocket, ended: ReadonlyArray<Ended>): ReadonlySet<string> {
  const held = new Set<string>()
  const end = (after: number): void => {
    for (const one of ended) if (one.after === after) held.delete(one.key)
  }
  end(0)
  for (const [index, data] of sent.map(String).entries()) {
    const [kind, list = ''] = data.split(' ')
    for (const one of kind === 'queued' ? [] : list.split(',')) {
      if (kind === 'sub') {
        expect(held, `T1: ${data}`).not.to.include(one)
        held.add(one)
      } else expect(held.delete(one), `T3: ${data}`).to.equal(true)
    }
    end(index + 1)
  }
  return held
}

function play(actions: ReadonlyArray<Action>, options: { readonly linger: number; readonly through: boolean }): void {
  const { chat, peer, clock } = connectTo({}, { retry: { initialDelay: 8, jitter: 'none', stableAfter: 0 } })
  const ticker = tickerOf(chat, {
    linger: options.linger,
    isLast: (message) => message.endsWith('end'),
    ...(options.through && {
      through: (messages$) =>
        messages$.pipe(
          tap((message) => {
            if (message.endsWith('bad')) throw new Error('a gap')
          }),
          retry(),
        ),
    }),
  })
  const endings = new Map<FakeSocket, Ended[]>()
  const held = (socket: FakeSocket): ReadonlySet<string> => serverSet(socket, endings.get(socket) ?? [])
  const joined: Joined[] = []
  const ignore = { error: () => undefined }
  const isOpen = (): boolean => chat.core().state._tag === 'Open'
  let said = 0

  const act = (one: Action): unknown => {
    const socket = peer.sockets.at(-1)
    switch (one._tag) {
      case 'join':
        return joined.push({ key: one.key, watched: watch(ticker(one.key)), expected: [] })
      case 'leave': {
        const leaving = joined[one.index % joined.length]
        if (leaving === undefined) return
        joined.splice(joined.indexOf(leaving), 1)
        return leaving.watched.stop()
      }
      case 'say': {
        if (!isOpen() || socket === undefined || !held(socket).has(one.key)) return
        const message = `${one.key}:${++said}${one.kind}`
        for (const { key, expected, watched } of joined) {
          if (key !== one.key || watched.end !== undefined || (options.through && one.kind === 'bad')) continue
          expected.push(message)
        }
        if (one.kind === 'end') {
          endings.set(socket, [...(endings.get(socket) ?? []), { after: socket.sent.length, key: one.key }])
        }
        return socket.say(message)
      }
      case 'pass':
        return clock.pass(one.ms)
      case 'open':
        return chat.core().state._tag === 'Dialing' ? socket?.open() : undefined
      case 'lose':
        return socket?.lose()
      case 'restart':
        return clientRestart$(chat).subscribe(ignore)
      case 'abandon':
        return clientRestart$(chat, { abandon: true }).subscribe(ignore)
      case 'reopen':
        clientRestart$(chat, { abandon: true }).subscribe(ignore)
        return chat.core().state._tag === 'Dialing' ? peer.last.open() : undefined
      case 'start':
        return clientStart$(chat).subscribe(ignore)
      case 'stop':
        return clientStop$(chat).subscribe(ignore)
      case 'queue':
        return of('queued').pipe(send(chat)).subscribe()
    }
  }

  act({ _tag: 'start' })
  for (const one of actions) {
    const wasOpen = isOpen()
    act(one)
    for (const socket of peer.sockets) held(socket)
    if (!wasOpen || one._tag === 'reopen') {
      const [first] = (peer.sockets.at(-1)?.sent ?? []).map(String)
      const isSubscribed = joined.some(({ watched }) => watched.end === undefined)
      if (isOpen() && isSubscribed) expect(first, 'T2').to.match(/^sub/)
    }
  }
  // At rest in time: everything that the last turn began has ended.
  clock.pass(options.linger)
  const live = new Set(joined.filter(({ watched }) => watched.end === undefined).map(({ key }) => key))
  if (isOpen()) expect([...held(peer.last)].sort(), 'T2').to.deep.equal([...live].sort())
  for (const { watched, expected } of joined) expect(watched.values).to.deep.equal(expected)
}

describe('random topics', () => {
  for (const linger of [0, 5]) {
    for (const through of [false, true]) {
      it(`T1, T2, T3: the server holds the live keys, with linger ${linger} and ${through ? 'with' : 'without'} through`, () => {
        fc.assert(
          fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
            play(actions, { linger, through })
          }),
          { numRuns: 400 },
        )
      })
    }
  }
})
