import { Observable } from 'rxjs'

import { text } from '../codecs/text.ts'
import type { HeartbeatPolicy, PingPolicy, Policy } from '../machine/policy.ts'
import { normalizeAddress, publicAddress } from '../model/address.ts'
import type { Codec } from '../model/codec.ts'
import { settingsInvalid } from '../model/connection-error.ts'
import { diagnose } from '../model/diagnose.ts'
import type { Issue } from '../model/issue.ts'
import { defaultRetry, maxTimerDelay, type RetryPolicy } from '../model/retry.ts'
import { subprotocolProblem } from '../model/subprotocol.ts'
import { withDefaults } from '../model/with-defaults.ts'
import type { Transport } from '../transport/transport.ts'
import type { ConnectionOptions, Headers, PerDial, RetryOptions, SilenceOptions } from './options.ts'
import type { nothing } from './receiving/nothing.ts'
import { defaultOutboxLimits, type OutboxLimits } from './sending/send-queue.ts'
import { type Clock, defaultClock } from './timers/clock.ts'

/** What a platform brings: the composition root picks one. */
export interface Platform {
  readonly transport: Transport
  /** The heartbeat where the options give none. */
  readonly heartbeat: HeartbeatPolicy | false
  /** Calls a listener when connections may have died, or may work again, until what it answers is called. */
  readonly onWake?: (listener: () => void) => () => void
}

/** Options with every default filled in: what a connection works from. Secrets are in here. */
export interface ResolvedOptions<In, Out> extends Policy {
  readonly url: PerDial<string | URL>
  readonly port: number | undefined
  readonly headers: PerDial<Headers>
  readonly protocols: PerDial<string | ReadonlyArray<string>>
  readonly tls: Readonly<Record<string, unknown>>
  readonly maxMessageSize: number
  readonly codec: Codec<In, Out>
  readonly greet: ConnectionOptions<In, Out>['greet']
  /** Gives the message that is sent instead of a protocol ping. */
  readonly ping: (() => Out) | undefined
  readonly isReply: ((value: In) => boolean) | undefined
  /** A stage between the codec and the subscribers, for layers above a connection. It may keep a message to itself. */
  readonly incoming: ((value: In) => In | typeof nothing) | undefined
  readonly wake$: Observable<unknown> | undefined
  readonly outbox: OutboxLimits
  readonly linger: number
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
}

function toWake$({ onWake }: Platform): Observable<unknown> | undefined {
  return onWake && new Observable((subscriber) => onWake(() => subscriber.next(undefined)))
}

/** Whether a heartbeat only listens. A caller without types may give anything. */
function isPassive(heartbeat: unknown): heartbeat is SilenceOptions {
  return (heartbeat as Partial<SilenceOptions> | null | undefined)?.passive === true
}

function toPolicy(heartbeat: HeartbeatPolicy | false): HeartbeatPolicy | false {
  if (heartbeat === false || !('passive' in heartbeat)) return heartbeat
  if (isPassive(heartbeat)) return { passive: true, timeout: heartbeat.timeout }
  const { interval, timeout } = heartbeat as PingPolicy
  return { interval, timeout }
}

function toPing<Out>(message: Out | (() => Out) | undefined): (() => Out) | undefined {
  if (message === undefined) return undefined
  return typeof message === 'function' ? (message as () => Out) : () => message
}

const noHeaders: Readonly<Record<string, never>> = {}
const noProtocols: ReadonlyArray<never> = []
const noHeartbeat = { interval: Infinity, timeout: Infinity }

/** What a caller without types may give, or not. */
type Fields = Readonly<Record<string, unknown>>

/** The least that a number of the options may be, by where it stands. */
const minimums: ReadonlyArray<readonly [path: ReadonlyArray<string>, least: number]> = [
  [['connectTimeout'], 1],
  [['closeTimeout'], 0],
  [['linger'], 0],
  [['maxMessageSize'], 1],
  [['outbox', 'limit'], 0],
  [['outbox', 'bytes'], 0],
  [['retry', 'initialDelay'], 0],
  [['retry', 'maxDelay'], 0],
  [['retry', 'factor'], 1],
  [['retry', 'maxAttempts'], 1],
  [['retry', 'stableAfter'], 0],
  [['heartbeat', 'interval'], 1],
  [['heartbeat', 'timeout'], 1],
]

/**
 * Fills in the defaults.
 *
 * @throws `SettingsInvalid` with every fault of options that can never work
 */
export function resolveOptions<In, Out>(
  options: ConnectionOptions<In, Out>,
  platform: Platform,
): ResolvedOptions<In, Out> {
  const { url, headers = noHeaders, port, greet, heartbeat = platform.heartbeat } = options
  const connectTimeout = options.connectTimeout ?? 10_000
  const closeTimeout = options.closeTimeout ?? 5_000
  const linger = options.linger ?? 0
  const maxMessageSize = options.maxMessageSize ?? 16 * 1_024 * 1_024
  const pings = options.heartbeat === false || isPassive(options.heartbeat) ? undefined : options.heartbeat
  const address = typeof url === 'function' ? undefined : normalizeAddress(url, port)
  const protocols = typeof options.protocols === 'string' ? [options.protocols] : (options.protocols ?? noProtocols)
  const protocolProblem = typeof protocols === 'function' ? undefined : subprotocolProblem(protocols)
  // Defaults are shared, for the sake of those who hold thousands of connections.
  const outbox = options.outbox === undefined ? defaultOutboxLimits : withDefaults(defaultOutboxLimits, options.outbox)
  const retry: RetryPolicy & RetryOptions = options.retry ? withDefaults(defaultRetry, options.retry) : defaultRetry
  const issues: Issue[] = address?._tag === 'Left' ? [...address.left] : []

  const need = (holds: boolean, path: string, message: string): void => {
    if (!holds) issues.push({ path, message })
  }
  // An address that is known has been judged together with its port.
  need(
    address !== undefined || port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65_535),
    'port',
    'must be an integer from 1 to 65535',
  )
  if (protocolProblem !== undefined) need(false, 'protocols', protocolProblem)
  // Valid placeholders stand for the numbers that a heartbeat does not have.
  const checkedHeartbeat =
    heartbeat === false
      ? noHeartbeat
      : isPassive(heartbeat)
        ? { ...noHeartbeat, timeout: heartbeat.timeout }
        : heartbeat
  const numbers = { connectTimeout, closeTimeout, linger, maxMessageSize, outbox, retry, heartbeat: checkedHeartbeat }
  for (const [path, minimum] of minimums) {
    const value = path.reduce<unknown>((part, key) => (part as Fields | null)?.[key], numbers)
    if (typeof value === 'number' && value >= minimum) continue
    need(false, path.join('.'), `expected a number, at least ${minimum}`)
  }
  need(/^(reject|dropOldest|dropNewest)$/.test(outbox.overflow), 'outbox.overflow', 'unknown')
  need(/^(full|none)$/.test(retry.jitter), 'retry.jitter', "expected 'full' or 'none'")
  if (issues.length > 0) throw settingsInvalid(issues)

  return {
    name: options.name ?? (address?._tag === 'Right' ? publicAddress(address.right) : 'connection'),
    connectTimeout: Math.min(connectTimeout, maxTimerDelay),
    closeTimeout: Math.min(closeTimeout, maxTimerDelay),
    heartbeat: toPolicy(heartbeat),
    retry,
    isRetrying: options.retry !== false,
    hasGreeting: greet !== undefined,
    refreshable: [url, headers, protocols].some((each) => typeof each === 'function'),
    diagnose: retry.diagnose ?? diagnose,
    url,
    port,
    headers,
    protocols,
    tls: options.tls ?? noHeaders,
    maxMessageSize,
    // Without a codec the types of `ConnectionOptions` are those of `text`.
    codec: options.codec ?? (text as unknown as Codec<In, Out>),
    greet,
    ping: toPing(pings?.message),
    isReply: pings?.isReply,
    incoming: undefined,
    wake$: options.wake$ ?? toWake$(platform),
    outbox,
    linger: Math.min(linger, maxTimerDelay),
    transport: options.transport ?? platform.transport,
    clock: options.clock ?? defaultClock,
    random: options.random ?? Math.random,
  }
}
