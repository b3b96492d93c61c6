import {
  clientRestart$,
  clientStart$,
  clientStop$,
  type Clock,
  type ConnectionOptions,
  defineConnection,
  send,
} from 'pulsewire'
import { record, type Recording } from 'pulsewire/inspect'
import {
  blocks,
  closes,
  faulty,
  ignores,
  marbles,
  type PeerValue,
  refuses,
  stalls,
  timeline,
  violates,
} from 'pulsewire/testing'
import {
  asyncScheduler,
  ignoreElements,
  NEVER,
  type Observable,
  of,
  race,
  Subject,
  switchMap,
  throwError,
  timer,
} from 'rxjs'

import { randomPart } from '../../lib/testing/faulty/random.ts'

/** Milliseconds of a run. */
const duration = 2_000

const values: Readonly<Record<string, PeerValue>> = {
  b: new Uint8Array([1, 2, 3]),
  c: closes(1012, 'restart'),
  d: closes(4000, 'it\'s\n"over"'),
  e: closes(4401),
  i: ignores(),
  k: blocks(),
  r: refuses(503, { retryAfter: 70 }),
  s: stalls(),
  t: refuses(401),
  u: refuses(undefined, { isLasting: true }),
  v: violates(1009),
}

/**
 * Records a random run: a peer with a script for each dial, acts of a program, options. With `isReal` its clock drifts and
 * its timers are late, as those of a computer.
 */
export function randomRun(seed: number, isReal: boolean): Recording {
  const random = randomPart(seed, 7)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(...all: ReadonlyArray<T>): T => all[below(all.length)] as T
  const gap = (): string => '-'.repeat(pick(0, 0, 1, 3, 20, 60))

  const script = (): string => {
    const opening = `${gap()}${pick('o', 'o', 'o', 'o', 'o', '#', 'r', 't', 'u', '-')}`
    if (!opening.endsWith('o')) return opening
    const messages = Array.from({ length: below(5) }, () => gap() + pick('a', 'a', 'b')).join('')
    return `${opening}${messages}${gap()}${pick('-', '-', '|', 'c', 'c', 'd', 'e', '#', '#', 's', 's', 'v', 'i', 'k')}${gap()}${pick('-', '-', '#', 'c')}`
  }
  const scripts = Array.from({ length: 1 + below(6) }, script)
  const drift = isReal ? 1 + (random() - 0.5) / 500 : 1
  const lateness = (): number => (isReal ? random() ** 4 * 3 : 0)
  const clock: Clock = {
    now: () => 5_000 + asyncScheduler.now() * drift,
    after: (ms, f) => {
      const action = asyncScheduler.schedule(f, ms + Math.ceil(lateness()))
      return () => {
        action.unsubscribe()
      }
    },
  }
  const wake$ = new Subject<void>()
  const isSlow = pick(false, false, true)
  const fresh = (): Observable<0> => timer(pick(0, 3, 30, 90))
  const options: Partial<ConnectionOptions<string, string>> = {
    connectTimeout: pick(40, 200),
    closeTimeout: pick(15, 60),
    heartbeat: pick<ConnectionOptions<string, string>['heartbeat']>(
      false,
      { interval: 50, timeout: 25 },
      { interval: 30, timeout: 45 },
      { passive: true, timeout: 80 },
    ),
    retry: pick<ConnectionOptions<string, string>['retry']>(
      false,
      { initialDelay: 10, maxDelay: 100, jitter: 'full', stableAfter: 60 },
      { initialDelay: 10, maxDelay: 100, jitter: 'full', stableAfter: 60 },
      { initialDelay: 8, jitter: 'none', maxAttempts: 4, stableAfter: 30 },
      { initialDelay: 30, diagnose: () => pick('retry', 'retry', 'retry', 'final', 'closed', 'refresh') },
    ),
    outbox: { limit: 2, overflow: pick('reject', 'dropOldest') },
    ...(pick(true, false, false) && {
      url: () =>
        fresh().pipe(switchMap(() => (random() < 0.2 ? throwError(() => new Error('no token')) : of('ws://peer')))),
    }),
    ...(pick(true, false, false) && {
      greet: ({ receive$ }) =>
        race(
          receive$.pipe(ignoreElements()),
          random() < 0.1
            ? NEVER
            : fresh().pipe(switchMap(() => (random() < 0.2 ? throwError(() => new Error()) : of(0)))),
        ),
    }),
  }
  let recording: Recording | undefined
  marbles(
    ({ peer }) => {
      const server = peer(scripts, values)
      const transport = isSlow ? faulty(server.transport, { seed, latency: 3, clock: undefined }) : server.transport
      const chat = defineConnection({ name: 'chat', url: 'ws://peer', transport, clock, random, wake$, ...options })
      const say = (): void => {
        of(pick('hello', 'x'))
          .pipe(send(chat, { volatile: random() < 0.1 }))
          .subscribe()
      }
      const start = (): void => {
        clientStart$(chat).subscribe({ error: () => undefined })
      }
      const acts: ReadonlyArray<() => unknown> = [
        say,
        say,
        say,
        () => [say(), say(), say()],
        start,
        () => clientStop$(chat, pick({}, { code: 4001, reason: 'bye' })).subscribe(),
        () => clientRestart$(chat).subscribe({ error: () => undefined }),
        () => clientRestart$(chat, { abandon: true }).subscribe({ error: () => undefined }),
        () => wake$.next(),
      ]
      const begin = (): void => {
        recording = record(chat)
      }
      const beginning = pick(0, 0, 0, 1, 150)
      timeline<() => unknown>([
        ...(beginning === 0 ? [[0, begin] as const] : []),
        [1, start],
        ...(beginning > 0 ? [[beginning, begin] as const] : []),
        ...Array.from({ length: below(12) }, () => [2 + below(duration - 10), pick(...acts)] as const),
        [duration, () => recording?.stop()],
      ]).subscribe((act) => act())
    },
    { until: duration + 1 },
  )()
  return recording as unknown as Recording
}
