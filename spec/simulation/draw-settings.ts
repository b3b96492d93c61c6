import type { FaultRates } from 'pulsewire/testing'

import type { Random } from '../../lib/testing/faulty/random.ts'
import { oneOf, weighed, whole } from './draw.ts'
import type { Settings } from './plan.ts'

/** Draws the options of a connection: usual ones most of the time. */
export function drawSettings(random: Random): Settings {
  const often = <T>(usual: T, ...others: readonly [T, ...T[]]): T => (random() < 0.6 ? usual : oneOf(random, others))
  return {
    connectTimeout: oneOf(random, [30, 60, 200]),
    closeTimeout: oneOf(random, [0, 10, 25, 60]),
    linger: often(0, 5, 40),
    heartbeat: weighed<Settings['heartbeat']>(random, [
      [2, () => false],
      [2, () => ({ passive: true, timeout: oneOf(random, [20, 60, 200]) })],
      [
        6,
        () => ({
          interval: oneOf(random, [10, 40, 120]),
          timeout: oneOf(random, [5, 20, 60]),
          message: oneOf(random, ['none', 'none', 'none', 'text', 'function', 'throwing']),
        }),
      ],
    ]),
    retry:
      random() < 0.05
        ? false
        : {
            initialDelay: oneOf(random, [1, 8, 30]),
            maxDelay: oneOf(random, [30, 100]),
            jitter: oneOf(random, ['full', 'none']),
            maxAttempts: often(Infinity, 1, 2, 5),
            stableAfter: oneOf(random, [0, 20, 100]),
          },
    outbox: {
      limit: often(1_024, 0, 1, 4),
      bytes: often(1 << 20, 0, 700, 2_000),
      overflow: oneOf(random, ['reject', 'dropOldest', 'dropNewest']),
    },
    url: often('plain', 'function', 'late', 'failing'),
    protocols: often('none', 'plain', 'function', 'late', 'failing'),
    greet: often('none', 'brief', 'emitting', 'listening', 'failing'),
    diagnose: often('default', 'throwing'),
    wake: often('plain', 'erroring'),
    platform: often('node', 'browser'),
  }
}

/** Draws the fault rates of a network: from a perfect one to one that hardly works. */
export function drawNetwork(random: Random): FaultRates {
  const badness = oneOf(random, [0, 0.3, 1, 3])
  return {
    latency: oneOf(random, [0, 0, 3, 15]),
    refusals: 0.08 * badness,
    cuts: 0.02 * badness,
    lostWrites: 0.02 * badness,
    halfOpen: 0.008 * badness,
    slowReading: 0.04 * badness,
    slowness: whole(random, 5, 60),
  }
}
