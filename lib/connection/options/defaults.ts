import { Observable } from 'rxjs'

import { text } from '../../codecs/text.ts'
import type { Codec } from '../../model/codec.ts'
import { diagnose } from '../../model/diagnose.ts'
import { defaultRetry } from '../../model/retry.ts'
import { defaultOutboxLimits } from '../sending/send-queue.ts'
import { defaultClock } from '../timers/clock.ts'
import { setTimer } from '../timers/timer.ts'
import type { Platform, ResolvedOptions } from './resolve-options.ts'

export const noHeaders: Readonly<Record<string, never>> = {}
export const noProtocols: ReadonlyArray<never> = []

/** The options that have a default. */
export type Defaults = Omit<ResolvedOptions<unknown, unknown>, 'name' | 'url'>

const known = new WeakMap<Platform, Defaults>()

/** The defaults of a platform: one object for all its connections. */
export function defaultsFor(platform: Platform): Defaults {
  const made = known.get(platform)
  if (made !== undefined) return made
  const { transport, heartbeat, onWake, setHeartbeatTimer = setTimer } = platform
  const defaults: Defaults = {
    address: undefined,
    connectTimeout: 10_000,
    closeTimeout: 5_000,
    linger: 0,
    maxMessageSize: 16 * 1_024 * 1_024,
    heartbeat,
    ping: undefined,
    isReply: undefined,
    retry: defaultRetry,
    isRetrying: true,
    hasGreeting: false,
    refreshable: false,
    diagnose,
    port: undefined,
    headers: noHeaders,
    protocols: noProtocols,
    tls: noHeaders,
    node: undefined,
    compression: false,
    unref: false,
    // Without a codec the types of `ConnectionOptions` are those of `text`.
    codec: text as Codec<unknown, unknown>,
    greet: undefined,
    incoming: undefined,
    wake$: onWake && new Observable((subscriber) => onWake(() => subscriber.next(undefined))),
    outbox: defaultOutboxLimits,
    transport,
    isForeignTransport: false,
    clock: defaultClock,
    setHeartbeatTimer,
    random: Math.random,
  }
  known.set(platform, defaults)
  return defaults
}

