import { Observable } from 'rxjs'

import { checkOptions } from '#checks'

import { text } from '../../codecs/text.ts'
import type { HeartbeatPolicy, PingPolicy, Policy } from '../../machine/policy.ts'
import { addressOf, shownAddress } from '../../model/address.ts'
import type { Codec } from '../../model/codec.ts'
import { settingsInvalid } from '../../model/connection-error.ts'
import { diagnose } from '../../model/diagnose.ts'
import { defaultRetry, maxTimerDelay, type RetryPolicy } from '../../model/retry.ts'
import type { CompressionOptions, NodeOptions } from '../../transport/dial-options.ts'
import type { Transport } from '../../transport/transport.ts'
import type { nothing } from '../receiving/nothing.ts'
import { defaultOutboxLimits, type OutboxLimits } from '../sending/send-queue.ts'
import { type Clock, defaultClock } from '../timers/clock.ts'
import { type SetTimer, setTimer } from '../timers/timer.ts'
import type { ConnectionOptions, Headers, PerDial, RetryOptions, SilenceOptions } from './options.ts'
import { withDefaults } from './with-defaults.ts'

/** The defaults that differ between Node and browsers. `lib/connect.ts` picks one by a package condition. */
export interface Platform {
  readonly transport: Transport
  /** The default heartbeat. */
  readonly heartbeat: HeartbeatPolicy | false
  /**
   * Calls the listener when connections may have died, or may work again. Returns the function that ends this.
   */
  readonly onWake?: (listener: () => void) => () => void
  /** Sets the timers of heartbeats, which many connections may share. Default: a timer for each connection. */
  readonly setHeartbeatTimer?: SetTimer
  /** The clock of connections with `unref`. Default: that of all others. */
  readonly unreferencedClock?: Clock
}

/**
 * The options with all defaults filled in: everything that a connection works from, in its final form. Holds secrets. The
 * machine's part of it is `Policy`.
 */
export interface ResolvedOptions<In, Out> extends Policy {
  readonly url: PerDial<string | URL>
  /** The address to dial, if `url` is a string. A `URL` can change, so it is read for each dial. */
  readonly address: string | undefined
  readonly port: number | undefined
  readonly headers: PerDial<Headers>
  readonly protocols: PerDial<string | ReadonlyArray<string>>
  readonly tls: Readonly<Record<string, unknown>>
  readonly node: NodeOptions | undefined
  readonly compression: boolean | CompressionOptions
  readonly unref: boolean
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
  /** Whether the transport is one of the user, which may throw where ours does not. */
  readonly isForeignTransport: boolean
  /** `true`: the connection was accepted, and not dialed. */
  readonly isAccepted?: true | undefined
  readonly clock: Clock
  readonly setHeartbeatTimer: SetTimer
  readonly random: () => number
}

function toWake$({ onWake }: Platform): Observable<unknown> | undefined {
  return onWake && new Observable((subscriber) => onWake(() => subscriber.next(undefined)))
}

/** Whether a heartbeat only listens. */
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

export const noHeaders: Readonly<Record<string, never>> = {}
export const noProtocols: ReadonlyArray<never> = []

/** The longest string of V8, in UTF-16 units. A text of so many bytes has at most so many units. */
const longestString = 2 ** 29 - 24

function resolveRetry({
  retry,
}: Pick<ConnectionOptions<never, never>, 'retry'>): RetryPolicy & Pick<RetryOptions, 'diagnose'> {
  if (!retry) return defaultRetry
  const { initialDelay = defaultRetry.initialDelay, maxDelay = Math.max(defaultRetry.maxDelay, initialDelay) } = retry
  // Either of the two, given alone, moves the default of the other out of its way.
  return { ...withDefaults(defaultRetry, retry), initialDelay: Math.min(initialDelay, maxDelay), maxDelay }
}

/** The options of a url alone, or the options themselves. */
function toOptions<In, Out>(given: string | URL | ConnectionOptions<In, Out>): ConnectionOptions<In, Out> {
  return typeof given === 'string' || given instanceof URL ? { url: given } : given
}

/** Checks all options, and returns the address among them. */
function checkedAddress(given: unknown): string {
  const address = addressOf(given)
  const issues = checkOptions(given, address)
  if (address._tag === 'Right' && issues.length === 0) return address.right
  const { name } = (given ?? {}) as { readonly name?: unknown }
  const subject = typeof name === 'string' && name !== '' ? `The options of connection ${name}` : 'The options'
  throw settingsInvalid(issues, subject)
}

type Filled = ResolvedOptions<unknown, unknown>

/** The defaults of each platform: its resolved options where nothing but a url is given. */
const defaultsOf = new WeakMap<Platform, Filled>()

/**
 * Fills in the defaults. They are inherited: a program may hold thousands of connections, and a copy of all of them would be
 * a tenth of what each takes.
 *
 * @param given - options, or the url alone
 * @throws `SettingsInvalid` with all faults of options that can never work
 */
export function resolveOptions<In, Out>(
  given: string | URL | ConnectionOptions<In, Out>,
  platform: Platform,
): ResolvedOptions<In, Out> {
  const options = toOptions(given) as ConnectionOptions<unknown, unknown>
  const address = checkedAddress(options)
  let defaults = defaultsOf.get(platform)
  if (defaults === undefined) {
    defaults = fill({ url: '' }, '', platform, toWake$(platform))
    defaultsOf.set(platform, defaults)
  }
  const own = Object.create(defaults) as Record<string, unknown>
  const filled = fill(options, address, platform, defaults.wake$)
  for (const option of Object.keys(filled) as Array<keyof Filled>) {
    if (filled[option] !== defaults[option]) own[option] = filled[option]
  }
  return own as unknown as ResolvedOptions<In, Out>
}

function fill(
  options: ConnectionOptions<unknown, unknown>,
  address: string,
  platform: Platform,
  wake$: Observable<unknown> | undefined,
): Filled {
  const { url, headers = noHeaders, protocols = noProtocols, port, greet, heartbeat = platform.heartbeat } = options
  const pings = options.heartbeat === false || isPassive(options.heartbeat) ? undefined : options.heartbeat
  const outbox = options.outbox === undefined ? defaultOutboxLimits : withDefaults(defaultOutboxLimits, options.outbox)
  const retry = resolveRetry(options)

  return {
    name: options.name ?? (typeof url === 'function' ? 'connection' : shownAddress(address)),
    connectTimeout: Math.min(options.connectTimeout ?? 10_000, maxTimerDelay),
    closeTimeout: Math.min(options.closeTimeout ?? 5_000, maxTimerDelay),
    heartbeat: toPolicy(heartbeat),
    retry,
    isRetrying: options.retry !== false,
    hasGreeting: greet !== undefined,
    refreshable: [url, headers, protocols].some((option) => typeof option === 'function'),
    diagnose: retry.diagnose ?? diagnose,
    url,
    address: typeof url === 'string' ? address : undefined,
    port,
    headers,
    protocols,
    tls: options.tls ?? noHeaders,
    node: options.node,
    compression: options.compression ?? false,
    unref: options.unref ?? false,
    maxMessageSize: Math.min(options.maxMessageSize ?? 16 * 1_024 * 1_024, longestString),
    // Without a codec the types of `ConnectionOptions` are those of `text`.
    codec: options.codec ?? (text as Codec<unknown, unknown>),
    greet,
    ping: toPing(pings?.message),
    isReply: pings?.isReply,
    incoming: undefined,
    wake$: options.wake$ ?? wake$,
    outbox,
    linger: Math.min(options.linger ?? 0, maxTimerDelay),
    transport: options.transport ?? platform.transport,
    isForeignTransport: options.transport !== undefined && options.transport !== platform.transport,
    clock: options.clock ?? (options.unref === true ? platform.unreferencedClock : undefined) ?? defaultClock,
    setHeartbeatTimer: platform.setHeartbeatTimer ?? setTimer,
    random: options.random ?? Math.random,
  }
}
