import * as t from 'io-ts'

import type {
  Beginning,
  RecordedBody,
  RecordedError,
  RecordedEvent,
  RecordedInput,
  RecordedOptions,
  RecordedState,
  RecordingData,
} from './recorded-event.ts'

// `t.partial` accepts `undefined`, which its types do not say under `exactOptionalPropertyTypes`: hence the assertions.

const keys = <K extends string>(...names: ReadonlyArray<K>): t.Type<K, K> =>
  t.keyof(Object.fromEntries(names.map((name) => [name, null])) as Record<K, null>)

const errorTag = keys<RecordedError['_tag']>(
  'AddressFailed',
  'HandshakeFailed',
  'GreetingFailed',
  'ConnectTimedOut',
  'ConnectionLost',
  'HeartbeatTimedOut',
  'ProtocolFailed',
  'DecodeFailed',
  'EncodeFailed',
  'NotOpen',
  'OutboxFull',
  'SendUncertain',
  'CloseInvalid',
  'RetriesExhausted',
)

const errorFields = t.intersection([
  t.type({ _tag: errorTag, message: t.string }),
  t.partial({
    code: t.number,
    reason: t.string,
    wasClean: t.boolean,
    status: t.number,
    retryAfter: t.number,
    isSubprotocolRefused: t.boolean,
    isLasting: t.boolean,
    attempts: t.number,
  }),
])

/** Not recursive: `RetriesExhausted` is the cause of nothing, so one level is all. */
const error = t.intersection([errorFields, t.partial({ cause: errorFields })]) as t.Type<RecordedError, unknown>

const state = t.intersection([
  t.type({ _tag: keys<RecordedState['_tag']>('Idle', 'Connecting', 'Open', 'Waiting', 'Closing', 'Closed', 'Failed') }),
  t.partial({
    attempt: t.number,
    delay: t.number,
    code: t.number,
    reason: t.string,
    wasClean: t.boolean,
    url: t.string,
    protocol: t.string,
    extensions: t.string,
    error,
  }),
]) as t.Type<RecordedState, unknown>

const machineState = keys<Beginning['state']>(
  'Idle',
  'Addressing',
  'Dialing',
  'Greeting',
  'Open',
  'Waiting',
  'Flushing',
  'AwaitingClose',
  'Closed',
  'Failed',
)

const input = t.intersection([
  t.type({
    _tag: keys<RecordedInput['_tag']>(
      'Start',
      'Stop',
      'Restart',
      'Redial',
      'Addressed',
      'Opened',
      'Greeted',
      'Errored',
      'Ended',
      'Flushed',
      'Elapsed',
      'Overdue',
      'Wake',
    ),
  }),
  t.partial({
    dial: t.number,
    code: t.number,
    reason: t.string,
    wasClean: t.boolean,
    timer: keys('connect', 'close', 'retry', 'heartbeat'),
    aliveAt: t.number,
    error,
  }),
]) as t.Type<RecordedInput, unknown>

const body = t.intersection([
  t.type({ kind: keys('text', 'binary'), size: t.number }),
  t.partial({ content: t.string }),
]) as t.Type<RecordedBody, unknown>

const id = t.partial({ id: t.number })

const timed = (tag: string, fields: t.Props): t.Mixed => t.type({ at: t.number, _tag: t.literal(tag), ...fields })

const event = t.union([
  timed('State', { state }),
  timed('Fault', { error }),
  timed('Input', { input, from: machineState, to: machineState, draw: t.number }),
  timed('Dial', { dial: t.number, url: t.string, protocols: t.number, headers: t.readonlyArray(t.string) }),
  timed('Received', { body, isGreeting: t.boolean }),
  timed('Given', { id: t.number, body, isVolatile: t.boolean }),
  t.intersection([timed('Written', { body, origin: keys('send', 'greeting', 'heartbeat', 'session') }), id]),
  t.intersection([timed('Settled', {}), id, t.partial({ error })]),
  t.intersection([timed('Withdrawn', {}), id]),
  timed('Ping', {}),
  timed('RoundTrip', { latency: t.number }),
  timed('PeerClosing', { code: t.number }),
]) as unknown as t.Type<RecordedEvent, unknown>

const options = t.type({
  connectTimeout: t.number,
  closeTimeout: t.number,
  linger: t.number,
  maxMessageSize: t.number,
  heartbeat: t.union([
    t.type({ interval: t.number, timeout: t.number }),
    t.type({ passive: t.literal(true), timeout: t.number }),
    t.literal(false),
  ]),
  retry: t.union([
    t.intersection([
      t.type({
        initialDelay: t.number,
        maxDelay: t.number,
        factor: t.number,
        jitter: keys('full', 'none'),
        stableAfter: t.number,
      }),
      t.partial({ maxAttempts: t.number }),
    ]),
    t.literal(false),
  ]),
  outbox: t.type({ limit: t.number, bytes: t.number, overflow: keys('reject', 'dropOldest', 'dropNewest') }),
  hasGreeting: t.boolean,
  isRefreshable: t.boolean,
}) as t.Type<RecordedOptions, unknown>

/** Checks what `JSON.parse` returned. */
export const RecordingCodec = t.type({
  format: t.literal('pulsewire recording 1'),
  connection: t.string,
  began: t.number,
  duration: t.number,
  dropped: t.number,
  beginning: t.intersection([
    t.type({ state: machineState, dial: t.number, attempt: t.number }),
    t.partial({ openSince: t.number }),
  ]),
  options,
  events: t.readonlyArray(event),
}) as t.Type<RecordingData, unknown>
