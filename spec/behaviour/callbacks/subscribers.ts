import {
  clientRestart$,
  clientStart$,
  clientStop$,
  error$,
  latency$,
  paced,
  pressure$,
  receive$,
  send,
  sendFrom,
  start$,
  state$,
  stop$,
} from 'pulsewire'
import { finalize, map, Observable, of, throwError } from 'rxjs'

import { watch } from '../../support/watching.ts'
import { boom, fails, type Row, settled, type Stage } from './row.ts'

/** The streams of a connection that is open, each with an act that makes it emit. */
const streams: Readonly<Record<string, readonly [(stage: Stage) => Observable<unknown>, (stage: Stage) => unknown]>> = {
  'the connection': [({ chat }) => chat, () => undefined],
  'a lease': [({ chat }) => clientStart$(chat), () => undefined],
  'a lease with a signal': [
    ({ chat }) => clientStart$(chat, { signal: new AbortController().signal }),
    () => undefined,
  ],
  receive$: [({ chat }) => chat.pipe(receive$()), ({ peer }) => peer.last.say('a')],
  'receive$ of text': [({ chat }) => chat.pipe(receive$({ binary: false })), ({ peer }) => peer.last.say('a')],
  'receive$ of bytes': [({ chat }) => chat.pipe(receive$({ binary: true })), ({ peer }) => peer.last.say('a')],
  state$: [({ chat }) => chat.pipe(state$()), () => undefined],
  start$: [({ chat }) => chat.pipe(start$()), () => undefined],
  stop$: [({ chat }) => chat.pipe(stop$()), ({ chat }) => watch(clientRestart$(chat, { abandon: true }))],
  error$: [({ chat }) => chat.pipe(error$()), ({ write }) => write('bad')],
  latency$: [({ chat }) => latency$(chat), ({ clock }) => clock.pass(1_000)],
  pressure$: [({ chat }) => pressure$(chat), () => undefined],
  send: [({ chat }) => of('a').pipe(send(chat)), () => undefined],
  sendFrom: [({ chat }) => sendFrom(chat, ['a']), () => undefined],
  clientRestart$: [({ chat }) => clientRestart$(chat), () => undefined],
  paced: [
    ({ chat }) =>
      chat.pipe(
        receive$(),
        paced(chat, (text) => of(text)),
      ),
    ({ peer }) => peer.last.say('a'),
  ],
}

const encodeFailed = 'EncodeFailed: message not sent: it does not encode: expected a string'

/** Subscribers that throw in every way, alone and together. */
const throwers: Readonly<Record<string, (stream$: Observable<unknown>) => unknown>> = {
  'throws in next': (stream$) => stream$.subscribe(fails),
  'throws in a projector, and in error': (stream$) => stream$.pipe(map(fails)).subscribe({ error: fails }),
  'throws in a projector, and has no error handler': (stream$) => stream$.pipe(map(fails)).subscribe(),
  'throws in a projector, and in the teardown behind it': (stream$) =>
    stream$.pipe(finalize(fails), map(fails)).subscribe({ error: () => undefined }),
}

export const subscribers: ReadonlyArray<Row> = Object.entries(streams).flatMap(([name, [stream, emits]]) =>
  Object.entries(throwers).map(([way, subscribe]) => ({
    title: `a subscriber of ${name} ${way}`,
    options: {
      heartbeat: { interval: 1_000, timeout: 500 },
      codec: {
        decode: (data: string | Uint8Array) => ({ _tag: 'Right' as const, right: String(data) }),
        encode: (value: string) =>
          value === 'bad'
            ? { _tag: 'Left' as const, left: [{ path: '', message: 'expected a string' }] }
            : { _tag: 'Right' as const, right: value },
      },
    },
    act: async (stage: Stage) => {
      subscribe(stream(stage))
      await settled()
      await emits(stage)
    },
    faults: name === 'error$' ? [encodeFailed] : [],
    reported: 'any',
  })),
)

/** Subscribers whose stream ends while the connection goes on. */
export const ends: ReadonlyArray<Row> = [
  {
    title: 'a subscriber of send throws in complete and in its teardown',
    act: ({ chat }) => of('a').pipe(send(chat), finalize(fails)).subscribe({ complete: fails }),
    reported: 'any',
  },
  {
    title: 'a subscriber of send throws in error and in its teardown',
    act: ({ chat }) =>
      throwError(boom)
        .pipe(send(chat as never), finalize(fails))
        .subscribe({ error: fails }),
    reported: 'any',
  },
  {
    title: 'a source of send throws when it is subscribed',
    act: ({ chat }) => new Observable<string>(fails).pipe(send(chat)).subscribe({ error: () => undefined }),
  },
  {
    title: 'a teardown of a source of send throws',
    act: ({ chat }) =>
      of('a')
        .pipe(finalize(fails), send(chat))
        .subscribe({ error: () => undefined }),
    reported: 'any',
  },
  {
    title: 'a subscriber of clientRestart$ throws in complete and in its teardown',
    act: ({ chat }) => clientRestart$(chat).pipe(finalize(fails)).subscribe({ complete: fails }),
    reported: 'any',
  },
  {
    title: 'a subscriber of clientStop$ throws in complete and in its teardown, and another lease follows',
    act: ({ chat }) => {
      clientStart$(chat).subscribe({ complete: () => clientStart$(chat).subscribe() })
      clientStop$(chat).pipe(finalize(fails)).subscribe({ complete: fails })
    },
    reported: 'any',
  },
  {
    title: 'a teardown of a lease throws when its signal aborts',
    act: ({ chat }) => {
      const abort = new AbortController()
      clientStart$(chat, { signal: abort.signal }).pipe(finalize(fails)).subscribe()
      abort.abort()
    },
    reported: 'any',
  },
]
