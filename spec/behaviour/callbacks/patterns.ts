import type { Either } from 'pulsewire'
import { request, type RequestOptions } from 'pulsewire/request'
import { onErrors, onMessages, onStarts, stateStore } from 'pulsewire/store'
import { type TopicOptions, topics } from 'pulsewire/topics'

import { watch } from '../../support/watching.ts'
import { fails, plainFailures, type Row, rowsOf, settled, type Stage } from './row.ts'

type Protocol = RequestOptions<string, string, string, string, string, string>

/** A protocol of requests in text: `id:value`. */
const protocol: Protocol = {
  ask: (id, value) => `${id}:${value}`,
  idOf: (message) => message.split(':')[0],
  read: (message) => ({ _tag: 'Right', right: message }),
  cancel: (id) => `cancel ${id}`,
  nextId: () => 'id',
  timeout: 1_000,
}

type Outcome = Either<{ readonly _tag: string }, unknown>

function need(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} in place of ${String(expected)}`)
}

const notAString = 'message not sent: it does not encode: expected string'

/** The callbacks of `request`: the end of a request whose callback throws or is `async`, and the errors of each way. */
const requests: ReadonlyArray<
  readonly [name: keyof Protocol, outcome: string, thrown: ReadonlyArray<string>, rejected: ReadonlyArray<string>]
> = [
  ['ask', 'NotSent', ['EncodeFailed: the request was not sent: nextId or ask threw'], [`EncodeFailed: ${notAString}`]],
  [
    'nextId',
    'NotSent',
    ['EncodeFailed: the request was not sent: nextId or ask threw'],
    ['EncodeFailed: the request was not sent: nextId gave a Promise. It must give the id itself'],
  ],
  ['idOf', 'ReplyTimedOut', [], []],
  [
    'read',
    'ReplyLost',
    ['DecodeFailed: a reply came, but read threw on it'],
    ['DecodeFailed: a reply came, but read returned no Either'],
  ],
  [
    'cancel',
    'ReplyTimedOut',
    ['EncodeFailed: the cancellation of a request was not sent: cancel threw'],
    [`EncodeFailed: ${notAString}`],
  ],
]

const requestRows = requests.flatMap(([name, outcome, thrown, rejected]) =>
  rowsOf(plainFailures, (fail, way) => ({
    title: `request: ${name}`,
    act: async ({ chat, peer, clock }: Stage) => {
      const results = watch(request(chat, { ...protocol, [name]: fail })('value')) as { values: Outcome[] }
      await settled()
      if (name !== 'cancel') peer.last.say('id:reply')
      await settled()
      clock.pass(1_000)
      await settled()
      const [result] = results.values
      need(result?._tag === 'Left' ? result.left._tag : result?._tag, outcome)
    },
    faults: way === 'throws' ? thrown : rejected,
  })),
)

type Ticker = TopicOptions<string, string, string, string>

const ticker: Ticker = {
  keyOf: (message) => message.split(':')[0],
  subscribe: (keys) => `subscribe ${keys.join()}`,
  unsubscribe: (keys) => `unsubscribe ${keys.join()}`,
  isLast: () => false,
  through: (messages$) => messages$,
}

/** The callbacks of `topics`: the end of a topic whose callback throws or is `async`, and the errors of each way. */
const topicRows = (
  [
    ['keyOf', undefined, [], []],
    ['subscribe', 'Errored', ['EncodeFailed: topics: subscribe threw'], [`EncodeFailed: ${notAString}`]],
    ['unsubscribe', undefined, ['EncodeFailed: topics: unsubscribe threw'], [`EncodeFailed: ${notAString}`]],
    ['isLast', undefined, [], []],
    ['through', 'Errored', [], []],
  ] as const
).flatMap(([name, end, thrown, rejected]) =>
  rowsOf(plainFailures, (fail, way) => ({
    title: `topics: ${name}`,
    act: async ({ chat, peer, clock }: Stage) => {
      const { through, ...plain } = ticker
      const options = name === 'through' ? { ...plain, through } : plain
      const topic = topics(chat, { ...options, [name]: fail })('A')
      const results = watch(topic)
      clock.pass(1)
      await settled()
      peer.last.say('A:1')
      await settled()
      need(results.end?._tag, end)
      results.stop()
      clock.pass(1)
    },
    faults: way === 'throws' ? thrown : rejected,
  })),
)

const stores: ReadonlyArray<Row> = Object.entries({
  onMessages: ({ chat, peer }: Stage) => {
    onMessages(chat, fails)
    peer.last.say('a')
  },
  onStarts: ({ chat }: Stage) => onStarts(chat, fails),
  onErrors: ({ chat, write }: Stage) => {
    onErrors(chat, fails)
    write(7 as never)
  },
  'a listener of stateStore': ({ chat }: Stage) => stateStore(chat).subscribe(fails),
}).map(([name, act]) => ({
  title: `store: ${name} throws`,
  act,
  faults: name === 'onErrors' ? [`EncodeFailed: ${notAString}`] : [],
  reported: 'any',
}))

export const patterns: ReadonlyArray<Row> = [...requestRows, ...topicRows, ...stores]
