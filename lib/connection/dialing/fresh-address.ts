import type { Either } from 'fp-ts/lib/Either.js'
import { defer, isObservable, type ObservableInput, Subscription } from 'rxjs'

import { type ConnectionError, failure } from '../../model/connection-error.ts'
import * as E from '../../model/either.ts'
import type { DialRequest } from '../../transport/transport.ts'
import type { DialContext, Headers } from '../options/options.ts'
import type { ResolvedOptions } from '../options/resolve-options.ts'
import { listen } from '../relay.ts'
import { runUserCode } from '../run-user-code.ts'
import { toDialRequest } from './dial-request.ts'

/** The values of one dial that functions of the options may give. */
export type FreshValues = readonly [url: string | URL, headers: Headers, protocols: string | ReadonlyArray<string>]

/**
 * Asks `url`, `headers` and `protocols` for fresh values, and calls `resolved` once, with the headers as they were given.
 * Plain values are used in the same turn.
 *
 * @returns unsubscribing aborts the signal of the functions, unless they have answered. `undefined`: there are none
 */
export function resolveAddress<In, Out>(
  options: ResolvedOptions<In, Out>,
  attempt: number,
  resolved: (request: Either<ConnectionError, DialRequest>, headers?: Headers) => void,
): Subscription | undefined {
  const { url, headers, protocols } = options
  if (typeof url !== 'function' && typeof headers !== 'function' && typeof protocols !== 'function') {
    resolved(toRequest(options, [url, headers, protocols]), headers)
    return undefined
  }
  const asking = new Subscription()
  const abort = new AbortController()
  const aborting = new Subscription(() => {
    abort.abort()
  })
  const answers = new Subscription()
  asking.add(aborting)
  asking.add(answers)
  const given = [url, headers, protocols] as const
  const values: unknown[] = [...given]
  let unanswered = given.filter((option) => typeof option === 'function').length
  for (const [index, option] of given.entries()) {
    if (typeof option !== 'function' || answers.closed) continue
    const asked = new Subscription()
    const fail = (cause: unknown): void => {
      runUserCode(() => {
        answers.unsubscribe()
      })
      const what = option === protocols ? 'protocols function failed' : 'url or headers function failed'
      const shown = mayQuoteUrl(cause) ? undefined : cause
      resolved(E.left(failure('AddressFailed', options.name, `not dialed: the ${what} (see cause)`, {}, shown)))
    }
    answers.add(asked)
    listen(
      defer(() => toInput((option as (context: DialContext) => unknown)({ attempt, signal: abort.signal }))),
      asked,
      {
        next: (value) => {
          values[index] = value
          runUserCode(() => {
            asked.unsubscribe()
          })
          if (--unanswered > 0) return
          asking.remove(aborting)
          const fresh = values as unknown as FreshValues
          resolved(toRequest(options, fresh), fresh[1])
        },
        error: fail,
        complete: () => {
          fail(new Error('it gave nothing'))
        },
      },
    )
  }
  return asking
}

function toRequest<In, Out>(
  options: ResolvedOptions<In, Out>,
  values: FreshValues,
): Either<ConnectionError, DialRequest> {
  let request: ReturnType<typeof toDialRequest>
  try {
    request = toDialRequest(options, values)
  } catch {
    // A getter or a proxy of the user threw. Its error may quote a secret.
    request = E.left([{ path: 'url, headers or protocols', message: 'threw while it was read' }])
  }
  if (request._tag === 'Right') return request
  const faults = request.left.map(({ path, message }) => `${path} ${message}`).join('; ')
  return E.left(failure('AddressFailed', options.name, `not dialed: ${faults}`, {}))
}

/** Whether an error may come from the platform's URL parser. It carries the url, with its password or token. */
function mayQuoteUrl(cause: unknown): boolean {
  return cause instanceof TypeError && ('input' in cause || /\bURL\b/.test(cause.message))
}

/** The answer of a function, to subscribe to. A string is a value here, although rxjs would take it for many. */
function toInput(answer: unknown): ObservableInput<unknown> {
  const isInput =
    isObservable(answer) ||
    (typeof answer === 'object' && answer !== null && ('then' in answer || Symbol.asyncIterator in answer))
  return isInput ? (answer as ObservableInput<unknown>) : [answer]
}
