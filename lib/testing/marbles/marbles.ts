import { config } from 'rxjs'
import { type RunHelpers, TestScheduler } from 'rxjs/testing'

import { defaultClock } from '../../connection/timers/clock.ts'
import { forgetTimers } from '../../connection/timers/shared-timers.ts'
import { peer } from '../peer/peer.ts'
import { expectations } from './expectations.ts'

/** The helpers of a marble test: those of rxjs, and `peer`. */
export interface MarbleHelpers extends RunHelpers {
  /** Makes a peer that plays scripts. */
  readonly peer: typeof peer
}

/** Options of a marble test. */
export interface MarblesOptions {
  /**
   * The end of virtual time, in milliseconds. Nothing happens after it, so that a connection which a test leaves running (a
   * heartbeat, endless retries) does not hang the test. Default: 600 000.
   */
  readonly until?: number | undefined
  /**
   * Compares the actual with the expected array of rxjs's test messages or subscription logs, and throws if they differ.
   * Default: compares by structure and prints both as diagrams.
   */
  readonly assert?: ((actual: unknown, expected: unknown) => void) | undefined
}

/**
 * Makes a test function that runs `body` in virtual time, for mocha and every other runner that calls a function. One frame is
 * one millisecond. rxjs's schedulers and the default clock of connections run in virtual time. A failed expectation throws an
 * `Error` that prints both rows. Errors that the body throws or that rxjs reports as unhandled fail the test.
 *
 * A promise never resolves in virtual time, so the body must be synchronous. It ends before time begins.
 *
 * @param body - describes peers, streams and expectations
 *
 * @example
 * it('receives', marbles(({ peer, expectObservable }) => {
 *   const server = peer(['-o-a'])
 *   const chat = defineConnection({ url: 'ws://peer', transport: server.transport })
 *   expectObservable(clientStart$(chat).pipe(receive$())).toBe('---a')
 * }))
 */
export function marbles(body: (helpers: MarbleHelpers) => void, options: MarblesOptions = {}): () => void {
  const { until = 600_000, assert } = options
  return () => {
    const { of, assertDeepEqual } = expectations()
    const scheduler = new TestScheduler(assert ?? assertDeepEqual)
    const { onUnhandledError } = config
    // Without this handler rxjs throws unhandled errors, and in virtual time that fails the test.
    config.onUnhandledError = null
    // The default clock follows the scheduler during the test only.
    forgetTimers(defaultClock)
    try {
      scheduler.run((helpers) => {
        // `run` has just set the limit to Infinity, and `flush` reads it when it begins.
        scheduler.maxFrames = until
        const play: (helpers: MarbleHelpers) => unknown = body
        const answer = play({ ...helpers, ...of(helpers), peer })
        if (answer instanceof Promise) throw new Error('A marble test cannot be asynchronous: its time is virtual.')
      })
    } finally {
      forgetTimers(defaultClock)
      config.onUnhandledError = onUnhandledError
    }
  }
}
