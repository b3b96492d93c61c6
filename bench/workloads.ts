import type { PayloadName } from './payload.ts'

/** One measurement. `count` is the number of messages, or connections, of one round. */
export interface Workload {
  readonly name: string
  readonly driver:
    | 'receive'
    | 'send'
    | 'echo'
    | 'idle'
    | 'heartbeat'
    | 'slow-consumer'
    | 'deaf-peer'
    | 'refused'
    | 'both-ends'
    | 'accepted'
  readonly payload: PayloadName
  readonly count: number
  /** The number of subscribers. */
  readonly subscribers: number
  /** Sending: messages per tick. Echo: messages in flight. */
  readonly burst: number
  /** Receiving: what waits for messages beside the subscribers, over `pulsewire/request` or `pulsewire/topics`. */
  readonly waiting?: { readonly what: 'requests' | 'topics'; readonly count: number }
  /** OpenTelemetry observes the connection of pulsewire. */
  readonly isInstrumented?: true
  /** The contenders that are measured; by default all. */
  readonly contenders?: ReadonlyArray<string>
  /** Flags of V8 for every contender. */
  readonly v8Flags?: ReadonlyArray<string>
  /** Over TLS. */
  readonly isSecure?: true
  /** Uses a new process for each round, because one process cannot repeat the measurement. */
  readonly isFresh?: true
  /** Measured once, because it takes minutes. */
  readonly isLong?: true
  /** Both peers use permessage-deflate. */
  readonly isCompressed?: true
  /** Needs almost no CPU and measures none: the contenders run in parallel, also beside workloads that measure memory. */
  readonly isBeside?: true
}

const receive = (payload: PayloadName, subscribers: number, count: number): Workload => ({
  ...{ name: `receive-${payload}-${subscribers}`, driver: 'receive', payload, subscribers, burst: 1, count },
})

/** A message costs the same, however many requests or topics wait (guarantees R5 and T5). */
const among = (count: number, what: 'requests' | 'topics'): Workload => ({
  ...receive('json256', 1, 80_000),
  name: `receive-json256-among-${count}-${what}`,
  waiting: { what, count },
  contenders: ['ws', 'pulsewire'],
})

const send = (payload: PayloadName, burst: number, count: number): Workload => ({
  ...{ name: `send-${payload}-${burst}`, driver: 'send', payload, subscribers: 1, burst, count },
})

const echo = (burst: number, count: number): Workload => ({
  ...{ name: `echo-${burst}`, driver: 'echo', payload: 'text64', subscribers: 1, burst, count },
})

/**
 * In the heap of a larger program. With a small heap V8 marks all of it again and again while large messages come, once
 * loading modules has grown its young generation: a contender with more modules pays for that (decision 24).
 */
const inLargeHeap = (workload: Workload): Workload => ({
  ...workload,
  ...{ name: `${workload.name}-large-heap`, v8Flags: ['--initial-old-space-size=200'] },
})

/** `compression: true`, beside raw `ws` with the same settings of permessage-deflate. */
const compressed = (driver: 'receive' | 'send', burst: number, count: number): Workload => ({
  ...{ name: `${driver}-compressed-${burst}`, driver, payload: 'text4k', subscribers: 1, burst, count },
  ...{ isCompressed: true, contenders: ['ws', 'pulsewire'] },
})

/** With `pulsewire/opentelemetry`, beside raw `ws` without anything. */
const instrumented = (workload: Workload): Workload => ({
  ...workload,
  ...{ name: `${workload.name}-instrumented`, isInstrumented: true, contenders: ['ws', 'pulsewire'] },
})

/** The contenders that accept connections too. */
const servers = ['ws', 'pulsewire']

const bothEnds = (burst: number, count: number): Workload => ({
  ...echo(burst, count),
  ...{ name: `both-ends-${burst}`, driver: 'both-ends', contenders: servers },
})

const special = (name: Workload['driver'], payload: PayloadName, count: number): Workload => ({
  ...{ name, driver: name, payload, subscribers: 1, burst: 1, count, isFresh: true },
})

const secure = (workload: Workload): Workload => ({ ...workload, name: `tls-${workload.name}`, isSecure: true })

export const workloads: ReadonlyArray<Workload> = [
  { ...special('slow-consumer', 'binary1k', 200_000), isLong: true, isBeside: true },
  { ...special('heartbeat', 'text64', 5_000), isLong: true, contenders: ['ws', 'pulsewire'] },
  special('idle', 'text64', 5_000),
  { ...special('accepted', 'text64', 10_000), contenders: servers },
  special('deaf-peer', 'binary64k', 800),
  receive('text64', 1, 300_000),
  receive('text64', 10, 200_000),
  receive('json256', 1, 80_000),
  receive('json256', 10, 60_000),
  among(10, 'requests'),
  among(10_000, 'requests'),
  among(10, 'topics'),
  among(10_000, 'topics'),
  receive('binary1k', 1, 120_000),
  receive('binary1k', 10, 100_000),
  receive('binary64k', 1, 3_000),
  receive('binary64k', 10, 3_000),
  inLargeHeap(receive('binary64k', 1, 3_000)),
  inLargeHeap(receive('binary64k', 10, 3_000)),
  send('text64', 64, 192_000),
  send('text64', 4, 150_000),
  send('text64', 1, 150_000),
  send('json256', 64, 40_000),
  send('json256', 4, 16_000),
  send('json256', 1, 10_000),
  send('binary1k', 64, 64_000),
  send('binary1k', 4, 16_000),
  send('binary1k', 1, 10_000),
  send('binary64k', 64, 1_920),
  send('binary64k', 4, 1_600),
  send('binary64k', 1, 1_600),
  instrumented(receive('text64', 1, 300_000)),
  instrumented(send('text64', 64, 192_000)),
  compressed('receive', 1, 10_000),
  compressed('send', 64, 6_400),
  compressed('send', 1, 5_000),
  echo(1, 3_000),
  echo(128, 60_000),
  secure(receive('text64', 1, 200_000)),
  secure(send('text64', 64, 128_000)),
  secure(send('text64', 1, 50_000)),
  secure(echo(128, 40_000)),
  { ...send('text64', 64, 64_000), name: 'send-refused', driver: 'refused', contenders: ['ws', 'pulsewire'] },
  bothEnds(1, 3_000),
  bothEnds(128, 60_000),
]
