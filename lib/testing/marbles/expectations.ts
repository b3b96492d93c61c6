import type { RunHelpers } from 'rxjs/testing'

import { difference } from './difference.ts'
import { parseMarbleString } from './marble-string.ts'
import { type Notified, streamsText, type Written } from './streams-text.ts'
import { type Subscribed, subscriptionsText } from './subscriptions-text.ts'

type Expecting = Pick<RunHelpers, 'expectObservable' | 'expectSubscriptions'>

/** One `expect…` of a test: its text and its place. */
interface Expectation {
  written: Written | undefined
  /** Carries the stack of the call, for a failure that is found long after it. */
  site: Error | undefined
}

/** The expectations of a test, recorded as they were written, and compared after rxjs has played it. */
export interface Expectations {
  /** Wraps the helpers so that they record their arguments. */
  readonly of: (helpers: Expecting) => Expecting
  /** The `assertDeepEqual` to give to a `TestScheduler`. */
  readonly assertDeepEqual: (actual: unknown, expected: unknown) => void
}

const isSubscribed = (log: object): log is Subscribed => 'subscribedFrame' in log

function read(marbles: string, values: unknown): Written {
  return {
    letters: parseMarbleString(marbles).map(({ sign }) => sign),
    values: typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {},
  }
}

function raise(message: string, site: Error | undefined): never {
  const error = new Error(message)
  const calls = /(?:\n\s*at .*)+$/.exec(site?.stack ?? '')
  // Engines with another stack format keep the error's own stack.
  if (calls !== null) error.stack = `Error: ${message}${calls[0]}`
  throw error
}

/**
 * Records expectations. rxjs calls `assertDeepEqual` with two arrays only, in the order in which the expectations were made,
 * without unfinished ones. So that order joins a pair of arrays with its text.
 */
export function expectations(): Expectations {
  const made: Expectation[] = []

  const make = (): Expectation => {
    const expectation: Expectation = { written: undefined, site: undefined }
    made.push(expectation)
    return expectation
  }

  return {
    of: ({ expectObservable, expectSubscriptions }) => ({
      expectObservable: (observable, subscription) => {
        const expected = expectObservable(observable, subscription)
        const expectation = make()
        return {
          toBe: (marbles, values?: unknown, error?: unknown) => {
            expected.toBe(marbles, values, error)
            Object.assign(expectation, { written: read(marbles, values), site: new Error() })
          },
          toEqual: (other) => {
            expected.toEqual(other)
            Object.assign(expectation, { site: new Error() })
          },
        }
      },
      expectSubscriptions: (logs) => {
        const expected = expectSubscriptions(logs)
        const expectation = make()
        return {
          toBe: (marbles) => {
            expected.toBe(marbles)
            Object.assign(expectation, { site: new Error() })
          },
        }
      },
    }),
    assertDeepEqual: (actual, expected) => {
      const turn = made.findIndex(({ site }) => site !== undefined)
      const [expectation] = turn < 0 ? [] : made.splice(turn, 1)
      if (difference(actual, expected) === undefined) return
      const [got, wanted] = [actual as ReadonlyArray<object>, expected as ReadonlyArray<object>]
      const text = [...got, ...wanted].every(isSubscribed)
        ? subscriptionsText(got as ReadonlyArray<Subscribed>, wanted as ReadonlyArray<Subscribed>)
        : streamsText(
            got as ReadonlyArray<Notified>,
            wanted as ReadonlyArray<Notified>,
            expectation?.written ?? { letters: [], values: {} },
          )
      raise(text, expectation?.site)
    },
  }
}
