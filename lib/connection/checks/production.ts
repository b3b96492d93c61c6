/**
 * `#checks` where a bundler builds for production (decision 19). Development finds mistakes in the code; this finds those in
 * values that differ from one deployment to the next, and those that would make a connection dial without a pause.
 */
import type { Either } from 'fp-ts/lib/Either.js'

import { addressOf } from '../../model/address.ts'
import { codecRefused, type Issue, type Issues } from '../../model/issue.ts'
import { discardPromise } from '../../model/mistakes/discard-promise.ts'
import type * as development from './development.ts'

export const describeValue: typeof development.describeValue = (value) => `a value of type ${typeof value}`

export const describeMistake: typeof development.describeMistake = (value) => describeValue(value)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function wrongNumbers(given: unknown, parent: string): Issue[] {
  return Object.entries(isObject(given) ? given : {}).flatMap(([key, value]) =>
    typeof value === 'number' && !(value >= 0) ? [{ path: parent + key, message: 'must be a number, at least 0' }] : [],
  )
}

/** Lists the faults of the address, and the numbers that are negative or `NaN`. */
export function checkOptions(given: unknown, address: Either<Issues, string> = addressOf(given)): Issues {
  const { retry, heartbeat, outbox } = (given ?? {}) as Readonly<Record<string, unknown>>
  return [
    ...(address._tag === 'Left' ? address.left : []),
    ...wrongNumbers({ ...(given as object), port: undefined }, ''),
    ...wrongNumbers(retry, 'retry.'),
    ...wrongNumbers(heartbeat, 'heartbeat.'),
    ...wrongNumbers(outbox, 'outbox.'),
  ]
}

/** Lists values of the wrong kind. The transport refuses those that no handshake can carry. */
export const checkFreshValues: typeof development.checkFreshValues = (headers, protocols): Issues => [
  ...(isObject(headers) ? [] : [{ path: 'headers', message: 'must be an object' }]),
  ...(Array.isArray(protocols) ? [] : [{ path: 'protocols', message: 'must be a string or an array of strings' }]),
]

/** The issues of a codec's answer that is no `Right`. A Promise must not become an unhandled rejection. */
export const issuesOfAnswer: typeof development.issuesOfAnswer = (answer): Issues => {
  discardPromise(answer)
  const { left } = (answer ?? {}) as { readonly left?: unknown }
  return Array.isArray(left) ? (left as Issues) : codecRefused
}

/** A transport must not throw (`Socket`), and a bundle is made of one that was tried. */
export const guardSocket: typeof development.guardSocket = (_core, _dial, socket) => socket

/** Headers are for Node, which has the full checks. */
export const reportOmitted: typeof development.reportOmitted = () => undefined

export const warnIfNotStarted: typeof development.warnIfNotStarted = () => undefined

export const warnAboutRenders: typeof development.warnAboutRenders = () => undefined
