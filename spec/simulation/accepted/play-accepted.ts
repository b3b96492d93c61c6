import { first, mergeMap, NEVER, Observable, of, Subject } from 'rxjs'

import type { Connection, GreetingContext } from '../../../lib/index.ts'
import {
  acceptPorts$,
  dismiss,
  type MessagePortLike,
  type PeerOptions,
  type Refusal,
  refuse,
} from '../../../lib/port.ts'
import { randomPart } from '../../../lib/testing/faulty/random.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { fakeTimers } from '../../support/fake-timers.ts'
import { oneOf, weighed, whole } from '../draw.ts'
import type { SeededOutcome } from '../seeded.ts'
import { checkEnd, checkGuest, checkPeer, type Limits, type Need } from './checks.ts'
import { Guest, type Manner } from './guest.ts'
import { type Knock, RawPeer } from './raw-peer.ts'

export type AcceptedOutcome = SeededOutcome<string>

const steps = 60
const limits: Limits = { connectTimeout: 100, closeTimeout: 40, maxGreetingSize: 3_000, late: 30 }

/** Milliseconds that the greeting takes to look a token up. */
const lookup = 15

/** Plays a seed: a program that accepts, and peers that flood, stall, leave, or say too much too early. */
export async function playAccepted(seed: number): Promise<AcceptedOutcome> {
  const timers = fakeTimers()
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  // Web Locks, where Node has them, are not virtual.
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: {} })
  try {
    return await play(seed, timers)
  } finally {
    timers.restore()
    if (navigator === undefined) Reflect.deleteProperty(globalThis, 'navigator')
    else Object.defineProperty(globalThis, 'navigator', navigator)
  }
}

async function play(seed: number, timers: ReturnType<typeof fakeTimers>): Promise<AcceptedOutcome> {
  const random = randomPart(seed, 11)
  const clock = manualClock()
  const trace: string[] = []
  const peers: RawPeer[] = []
  const guests: Guest[] = []
  let faults = 0
  let violation: AcceptedOutcome['violation']
  const need: Need = (holds, guarantee, what) => {
    if (!holds) violation ??= { guarantee, what: what() }
  }
  const hasGreeting = random() < 0.6
  const after = (ms: number): Observable<void> =>
    new Observable((subscriber) =>
      clock.after(ms, () => {
        subscriber.next()
        subscriber.complete()
      }),
    )

  const decide = (url: string): PeerOptions<string, string> | Refusal | Observable<PeerOptions<string, string>> => {
    switch (url.slice(5) as Knock) {
      case 'welcome':
        return {}
      case 'refuse':
        return refuse(401)
      case 'late':
        return after(limits.late).pipe(mergeMap(() => of({})))
      case 'never':
        return NEVER
      case 'throws':
        throw new Error('planned')
    }
  }
  const greet = ({ receive$ }: GreetingContext<string, string>): Observable<unknown> =>
    receive$.pipe(
      first(),
      mergeMap((token) => {
        if (token !== 'token') throw dismiss(4401, 'wrong token')
        return after(lookup)
      }),
    )

  const ports = new Subject<MessagePortLike>()
  const shutdown$ = new Subject<void>()
  let shutAt: number | undefined
  /** Time at which the program stops to accept. */
  let stoppedAt: number | undefined
  let end: string | undefined
  const manners: Manner[] = []
  const accepting = acceptPorts$(ports, {
    clock,
    connectTimeout: limits.connectTimeout,
    closeTimeout: limits.closeTimeout,
    maxGreetingSize: limits.maxGreetingSize,
    heartbeat: random() < 0.5 ? false : { interval: 50, timeout: 30 },
    shutdown$,
    peer: ({ url }) => decide(url),
    ...(hasGreeting && { greet }),
  }).subscribe({
    next: (connection: Connection<string, string>) => {
      const number = Number(/\((\d+)\)$/.exec(connection.name)?.[1])
      const guest = new Guest(connection, peers[number - 1]!, clock.now())
      guests.push(guest)
      guest.greet(manners[number - 1]!, clock.now())
    },
    error: () => {
      end = 'errored'
    },
    complete: () => {
      end = 'completed'
    },
  })

  let count = 0
  const knock = (): void => {
    if (shutAt !== undefined || peers.length >= 12) return
    const peer = new RawPeer(oneOf<Knock>(random, ['welcome', 'welcome', 'welcome', 'late', 'refuse', 'never', 'throws']), clock.now()) // prettier-ignore
    if (peer.knock !== 'welcome') faults++
    const manner = oneOf<Manner>(random, ['at once', 'at once', 'at once', 'later', 'torn', 'released at Open'])
    if (manner !== 'at once') faults++
    peers.push(peer)
    manners.push(manner)
    ports.next(peer.theirs)
    if (random() < 0.9) peer.open()
  }
  const anyPeer =
    (does: (peer: RawPeer) => void, isFault = false) =>
    (): void => {
      const live = peers.filter(({ isOver, isOpened }) => !isOver && isOpened)
      if (live.length === 0) return
      if (isFault) faults++
      does(oneOf(random, live as [RawPeer, ...RawPeer[]]))
    }
  const anyGuest = (does: (guest: Guest) => void) => (): void => {
    if (guests.length > 0) does(oneOf(random, guests as [Guest, ...Guest[]]))
  }
  const speak = (peer: RawPeer): void => {
    if (hasGreeting && !peer.hasToken) {
      peer.hasToken = true
      const isRight = random() < 0.8
      if (!isRight) faults++
      if (peer.say(isRight ? 'token' : 'wrong') && !isRight) peer.hasMisbehaved = peer.isOver = true
      return
    }
    const text = `p${count++}`.padEnd(oneOf(random, [0, 0, 900, 60_000]), '.')
    if (peer.say(text)) peer.said.push(text)
  }
  const actions: ReadonlyArray<readonly [number, string, () => void]> = [
    [6, 'knock', knock],
    [8, 'say', anyPeer(speak)],
    [1, 'flood', anyPeer((peer) => peer.flood(), true)],
    [0.6, 'breach', anyPeer((peer) => peer.breach(), true)],
    [0.7, 'stall', anyPeer((peer) => (peer.isStalled = true), true)],
    [0.5, 'go on', anyPeer((peer) => (peer.isStalled = false))],
    [0.6, 'close', anyPeer((peer) => peer.close(oneOf(random, [1000, 1001, 4000])), true)],
    [0.6, 'leave', anyPeer((peer) => peer.leave(), true)],
    [
      0.4,
      'abandon',
      () => {
        const early = peers.find(({ isOpened, isOver }) => !isOpened && !isOver)
        if (early !== undefined) faults++
        early?.leave()
      },
    ],
    [8, 'send', anyGuest((guest) => guest.say(`s${count++}`.padEnd(oneOf(random, [0, 0, 40_000]), '.')))],
    [2, 'lease', anyGuest((guest) => guest.lease(clock.now()))],
    [1, 'release', anyGuest((guest) => guest.release())],
    [0.6, 'stop', anyGuest((guest) => guest.stop(oneOf(random, [1000, 4001])))],
    [
      0.15,
      'shut down',
      () => {
        if (shutAt !== undefined) return
        faults++
        shutAt = clock.now()
        for (const guest of guests) guest.isShut = guest.tag === 'Open'
        shutdown$.next()
      },
    ],
  ]

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) {
      for (const peer of peers) {
        while (peer.theirs.deliver());
        await Promise.resolve()
        peer.read()
      }
    }
  }
  const pass = async (ms: number): Promise<void> => {
    clock.pass(ms)
    if (ms >= 10) timers.fire()
    await turns()
    clock.pass(0)
  }
  const check = (): void => {
    const now = clock.now()
    for (const peer of peers) checkPeer(peer, now, limits, shutAt ?? stoppedAt, need)
    for (const guest of guests) checkGuest(guest, now, limits, hasGreeting, need)
    need(end !== 'errored', 'A7', () => 'acceptPorts$ errored')
    const isLate = stoppedAt === undefined && shutAt !== undefined && now > shutAt + 2 * limits.closeTimeout
    need(!isLate || end === 'completed', 'A6', () => 'a shutdown has not completed')
  }

  try {
    for (let step = 0; step < steps && violation === undefined; step++) {
      weighed(
        random,
        actions.map(([weight, name, does]) => [
          weight,
          () => {
            trace.push(`${clock.now()} ${name}`)
            does()
          },
        ]),
      )
      await turns()
      await pass(oneOf(random, [0, 0, 1, 5, whole(random, 10, 60)]))
      check()
    }
    stoppedAt = clock.now()
    accepting.unsubscribe()
    for (const guest of guests) guest.end()
    for (let passed = 0; passed < 6; passed++) await pass(limits.connectTimeout)
    check()
    checkEnd(guests, clock.pending() + timers.pending(), need)
  } catch (error) {
    need(false, 'A7', () => `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  return { faults, violation, trace }
}
