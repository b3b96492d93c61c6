import type { Observable } from 'rxjs'

import { checkOptions } from '#checks'

import type { HeartbeatPolicy, PingPolicy, Policy } from '../../machine/policy.ts'
import { addressOf, shownAddress } from '../../model/address.ts'
import type { Codec } from '../../model/codec.ts'
import { settingsInvalid } from '../../model/connection-error.ts'
import { defaultRetry, maxTimerDelay, type RetryPolicy } from '../../model/retry.ts'
import type { CompressionOptions, NodeOptions } from '../../transport/dial-options.ts'
import type { Transport } from '../../transport/transport.ts'
import type { nothing } from '../receiving/nothing.ts'
import { defaultOutboxLimits, type OutboxLimits } from '../sending/send-queue.ts'
import { type Clock, unreferencedClock } from '../timers/clock.ts'
import type { SetTimer } from '../timers/timer.ts'
import { type Defaults, defaultsFor } from './defaults.ts'
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
  readonly isAccepted?: true
  readonly clock: Clock
  readonly setHeartbeatTimer: SetTimer
  readonly random: () => number
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

/** The longest string of V8, in UTF-16 units. A text of so many bytes has at most so many units. */
const longestString = 2 ** 29 - 24

function resolveRetry(given: RetryOptions): RetryPolicy {
  const { initialDelay = defaultRetry.initialDelay, maxDelay = Math.max(defaultRetry.maxDelay, initialDelay) } = given
  // Either of the two, given alone, moves the default of the other out of its way.
  return { ...withDefaults(defaultRetry, given), initialDelay: Math.min(initialDelay, maxDelay), maxDelay }
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

/** Options that are used as they are given. */
const plain = [
  'codec',
  'port',
  'headers',
  'protocols',
  'tls',
  'node',
  'compression',
  'unref',
  'greet',
  'wake$',
] as const

const times = ['connectTimeout', 'closeTimeout', 'linger'] as const

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
  const options = toOptions(given)
  const address = checkedAddress(options)
  const { name, url, headers, protocols, greet, heartbeat, retry, outbox, transport } = options
  const defaults = defaultsFor(platform)
  const resolved = Object.create(defaults) as Record<string, unknown>
  const set = (option: keyof Defaults, value: unknown): void => {
    if (value !== undefined && value !== defaults[option]) resolved[option] = value
  }

  resolved['url'] = url
  resolved['name'] = name ?? (typeof url === 'function' ? 'connection' : shownAddress(address))
  if (typeof url === 'string') set('address', address)
  for (const option of plain) set(option, options[option])
  for (const option of times) set(option, Math.min(options[option] ?? defaults[option], maxTimerDelay))
  set('maxMessageSize', Math.min(options.maxMessageSize ?? defaults.maxMessageSize, longestString))
  if (heartbeat) {
    set('heartbeat', toPolicy(heartbeat))
    if (!isPassive(heartbeat)) {
      set('ping', toPing(heartbeat.message))
      set('isReply', heartbeat.isReply)
    }
  } else set('heartbeat', heartbeat)
  if (retry) {
    set('retry', resolveRetry(retry))
    set('diagnose', retry.diagnose)
  }
  set('isRetrying', retry !== false)
  set('hasGreeting', greet !== undefined)
  set(
    'refreshable',
    [url, headers, protocols].some((option) => typeof option === 'function'),
  )
  set('outbox', outbox && withDefaults(defaultOutboxLimits, outbox))
  set('transport', transport)
  set('isForeignTransport', transport !== undefined && transport !== defaults.transport)
  set('clock', options.clock ?? (options.unref === true ? unreferencedClock : undefined))
  set('random', options.random ?? Math.random)
  return resolved as unknown as ResolvedOptions<In, Out>
}
