import { config } from 'rxjs'
import { type RunHelpers, TestScheduler } from 'rxjs/testing'

import { defaultClock } from '../../connection/timers/clock.ts'
import { forgetTimers } from '../../connection/timers/shared-timers.ts'
import { peer } from '../peer/peer.ts'
import { expectations } from './expectations.ts'

/** What a marble test is given: rxjs's own helpers, and a peer to connect to. */
export interface MarbleHelpers extends RunHelpers {
  /** Makes a peer that plays scripts. */
  readonly peer: typeof peer
}

/** Options of a marble test. */
export interface MarblesOptions {
  /**
   * When virtual time ends, in milliseconds; 600 000 by default. What is due later never happens, so a connection
   * that a test leaves running (a heartbeat, a retry for ever) does not hang it.
   */
  readonly until?: number
  /**
   * Compares what happened with what was expected, two arrays of rxjs's test messages or subscription logs, and
   * throws. By default they are compared by structure and printed as two diagrams.
   */
  readonly assert?: (actual: unknown, expected: unknown) => void
}

/**
 * Makes a test of a body in virtual time, for mocha and any other runner that calls a function: one frame is one
 * millisecond, and whatever uses rxjs's schedulers or a connection's default clock runs in it. A failed expectation
 * throws an `Error` that prints both rows; what the body throws, and what rxjs reports as unhandled, fails the test.
 *
 * A promise never resolves in virtual time, so the body is synchronous and ends before time begins.
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
    const { of, judge } = expectations()
    const scheduler = new TestScheduler(assert ?? judge)
    const { onUnhandledError } = config
    // Without a handler rxjs throws what nobody handles, and in virtual time that ends the test.
    config.onUnhandledError = null
    // The default clock's time is about to be the scheduler's, and afterwards is not any more.
    forgetTimers(defaultClock)
    try {
      scheduler.run((helpers) => {
        // `run` has just lifted the limit to Infinity, and `flush` reads it when it begins.
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
