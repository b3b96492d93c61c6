import { type Codec, type GreetingContext, text } from 'pulsewire'
import { concat, EMPTY, finalize, NEVER, Observable, of, ReplaySubject, throwError } from 'rxjs'

import type { PeerBehaviour } from '../../support/peers/fake-peer.ts'
import { boom, fails, failsOnce, failures, plainFailures, type Row, rowsOf } from './row.ts'

const gives = (value: unknown): (() => never) => (() => value) as () => never

const addresses: ReadonlyArray<Row> = (['url', 'headers', 'protocols'] as const).flatMap((option) => {
  const answer = option === 'url' ? 'ws://peer/' : option === 'headers' ? {} : []
  const what = option === 'protocols' ? 'protocols' : 'url or headers'
  return rowsOf(failures, (fail) => ({
    title: `a ${option} function`,
    options: { [option]: failsOnce<unknown>(fail, answer) },
    faults: [`AddressFailed: not dialed: the ${what} function failed (see cause)`],
  }))
})

const unreadable: ReadonlyArray<Row> = [
  { headers: failsOnce(gives(Object.defineProperty({}, 'a', { get: fails, enumerable: true })), {}) },
  { protocols: failsOnce(gives(Object.defineProperty(['a'], 0, { get: fails })), []) },
].map((options) => ({
  title: `a value of ${Object.keys(options).join()} throws when it is read`,
  options,
  faults: ['AddressFailed: not dialed: url, headers or protocols threw while it was read'],
}))

const noObservable =
  " <- You provided 'undefined' where a stream was expected. You can provide an Observable, Promise, ReadableStream, Array, AsyncIterable, or Iterable."

const greetings: ReadonlyArray<Row> = [
  ...rowsOf({ ...failures, 'returns nothing': gives(undefined) }, (fail, way) => ({
    title: 'greet',
    options: { greet: failsOnce(fail, EMPTY) },
    faults: [`GreetingFailed: the greeting failed${way === 'returns nothing' ? noObservable : ''}`],
  })),
  {
    title: 'a subscriber in greet throws at a message',
    peer: { replies: (data, socket) => data === 'hi' && socket.say('welcome') },
    options: {
      greet: ({ receive$, send }: GreetingContext<string, string>) => {
        receive$.subscribe(fails)
        send('hi')
        return EMPTY
      },
    },
    reported: 1,
  },
]

/** A peer that refuses the first dial. */
const refusing: PeerBehaviour = { refuses: 1 }
const refused = 'HandshakeFailed: the opening handshake failed: the peer refused it with HTTP 503'

const verdicts = rowsOf(failures, (fail, way) => ({
  title: 'retry.diagnose',
  peer: refusing,
  options: { retry: { initialDelay: 1_000, jitter: 'none', diagnose: fail } },
  faults: [
    `OptionIgnored: retry.diagnose ${way === 'throws' ? 'threw' : 'returned no verdict'}: the default decides`,
    refused,
  ],
}))

function replaying(): Observable<unknown> {
  const replayed = new ReplaySubject<number>(3)
  for (const value of [1, 2, 3]) replayed.next(value)
  return replayed
}

const ignoredWake = 'OptionIgnored: wake$ failed (see cause): not used in this run'

const wakes: ReadonlyArray<Row> = [
  ...Object.entries({
    'throws when it is subscribed': new Observable(fails),
    errors: throwError(boom),
    'emits, then errors': concat(of(1), throwError(boom)), // prettier-ignore
    'is of another rxjs, and throws': { subscribe: fails } as never,
  }).map(([way, wake$]) => ({
    title: `wake$ ${way}`,
    options: { wake$ },
    peer: refusing,
    faults: [ignoredWake, refused],
  })),
  ...Object.entries({ completes: EMPTY, 'emits at once': of(1, 2, 3), replays: replaying() }).map(([way, wake$]) => ({
    title: `wake$ ${way}`,
    options: { wake$ },
    peer: refusing,
    faults: [refused],
  })),
  { title: 'a teardown of wake$ throws', options: { wake$: NEVER.pipe(finalize(fails)) }, reported: 1 },
]

const draws = rowsOf(
  { ...plainFailures, 'returns NaN': gives(NaN), 'returns 1': gives(1), 'returns nothing': gives(undefined) },
  (fail, way) => {
    const cause = way === 'throws' ? '' : ' <- it returned no number in [0, 1)'
    return {
      title: 'random',
      options: { random: fail },
      faults: [`OptionIgnored: random failed (see cause): Math.random replaces it${cause}`],
    }
  },
)

const heartbeat = { interval: 1_000, timeout: 500 }
const ponging: PeerBehaviour = { replies: (data, socket) => data === 'ping' && socket.say('pong') }

const pings: ReadonlyArray<Row> = [
  ...rowsOf(plainFailures, (fail, way) => ({
    title: 'heartbeat.message',
    options: { heartbeat: { ...heartbeat, message: failsOnce(fail, 'ping') } },
    peer: ponging,
    faults: [
      way === 'throws'
        ? 'EncodeFailed: the heartbeat.message function threw, so no ping was sent'
        : 'EncodeFailed: message not sent: it does not encode: expected string',
    ],
  })),
  ...rowsOf(plainFailures, (fail, way) => ({
    title: 'heartbeat.isReply',
    options: {
      heartbeat: {
        ...heartbeat,
        message: 'ping',
        isReply: (message: string) => (message === 'bad' ? fail() : message === 'pong'),
      },
    },
    peer: ponging,
    act: ({ peer }) => {
      peer.last.say('bad')
    },
    faults: [
      `OptionIgnored: heartbeat.isReply failed (see cause): not a reply${way === 'throws' ? '' : ' <- it returned a Promise and not a boolean'}`,
    ],
  })),
]

const noEither = 'the codec answered no Either. Return E.right(value), or wrap plain functions with codec()'

const codecs = rowsOf({ ...plainFailures, 'returns a bare value': gives('bare') }, (fail, way) => {
  const codec: Codec<string, string> = {
    decode: (data) => (data === 'bad' ? fail() : text.decode(data)),
    encode: (value) => (value === 'bad' ? fail() : text.encode(value)),
  }
  const problem = way === 'throws' ? 'the codec threw (see cause)' : noEither
  return {
    title: 'codec',
    options: { codec },
    act: ({ peer, write }) => {
      peer.last.say('bad')
      write('bad')
    },
    faults: [
      `DecodeFailed: message received, but it does not decode: ${problem}`,
      `EncodeFailed: message not sent: it does not encode: ${problem}`,
    ],
  }
})

export const options: ReadonlyArray<Row> = [
  ...addresses,
  ...unreadable,
  ...greetings,
  ...verdicts,
  ...wakes,
  ...draws,
  ...pings,
  ...codecs,
]
