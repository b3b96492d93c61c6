import { type Given, withDefaults } from '../../connection/options/with-defaults.ts'
import type { Codec } from '../../model/codec.ts'
import { maxTimerDelay } from '../../model/retry.ts'

/** Limits of the messages that `deliver` has accepted and the other end has not acknowledged. */
export interface WindowLimits {
  /** The largest number of messages. Default: 1 024. */
  readonly limit: number
  /** The largest number of bytes. Each message also counts a fixed overhead. Default: 16 MiB. */
  readonly bytes: number
  /**
   * The largest number of messages that are sent on one socket and not acknowledged. The other end needs `limit` for as
   * many. Default: 64.
   */
  readonly inFlight: number
}

/** The options of one end of a session. */
export interface SessionOptions<In, Out> {
  /** Converts messages to values and back, as that of a connection does. */
  readonly codec: Codec<In, Out>
  /** How much may wait for an acknowledgement. */
  readonly window?: Given<WindowLimits> | undefined
  /** Milliseconds until a message that was taken is acknowledged, unless 16 were taken before. Default: 50. */
  readonly acknowledge?: number | undefined
}

/** The options that both ends share, with all defaults filled in. */
export interface ResolvedSession<In, Out> {
  readonly codec: Codec<In, Out>
  readonly window: WindowLimits
  readonly acknowledge: number
}

const defaultWindow: WindowLimits = { limit: 1_024, bytes: 16 * 1_024 * 1_024, inFlight: 64 }

/** @throws `RangeError` if a number can never work */
export function resolveSession<In, Out>({
  codec,
  window = {},
  acknowledge = 50,
}: SessionOptions<In, Out>): ResolvedSession<In, Out> {
  const limits = withDefaults<WindowLimits, Given<WindowLimits>>(defaultWindow, window)
  for (const name of ['limit', 'bytes', 'inFlight'] as const) {
    if (!(limits[name] >= 1)) throw new RangeError(`session: window.${name} must be a number of at least 1`)
  }
  if (!(acknowledge >= 0)) throw new RangeError('session: acknowledge must be a number of milliseconds of at least 0')
  return { codec, window: limits, acknowledge: Math.min(acknowledge, maxTimerDelay) }
}
