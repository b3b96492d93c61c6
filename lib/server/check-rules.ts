import { describeValue } from '#checks'

import type { Issue, Issues } from '../model/issue.ts'

type Check = readonly [holds: (value: unknown) => boolean, wanted: string]

const isFunction = (value: unknown): boolean => typeof value === 'function'

const isText = (value: unknown): boolean => typeof value === 'string'

/** An origin as browsers send it: a scheme, a host, a port that is not the default one, and nothing else. */
const isOrigin = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && new URL(value).origin === value
  } catch {
    return false
  }
}

/** The options that connections do not have. */
const checks: Readonly<Record<string, Check>> = {
  path: [(value) => isText(value) && /^\/[^?#]*$/.test(value as string), "a path without a query, such as '/feed'"],
  origins: [
    (value) => value === 'any' || isFunction(value) || (Array.isArray(value) && value.every(isOrigin)),
    "origins such as ['https://example.org'] without a path, a function or 'any'",
  ],
  maxConnections: [(value) => typeof value === 'number' && value >= 1, 'a number, at least 1'],
  maxGreetingSize: [(value) => typeof value === 'number' && value >= 1, 'a number of bytes, at least 1'],
  peer: [isFunction, 'a function of the request'],
  shutdown$: [(value) => isFunction((value as { readonly subscribe?: unknown } | null)?.subscribe), 'an Observable'],
  onRefused: [isFunction, 'a function'],
}

/** Options of a connection that dials. */
const dialing = ['url', 'retry', 'transport', 'headers', 'node', 'wake$']

/** Lists the faults of the options that a dialed connection does not have, and those that an accepted one does not have. */
export function ruleIssues(given: Readonly<Record<string, unknown>>): Issues {
  const wrong = Object.entries(checks).flatMap(([key, [holds, wanted]]): Issue[] => {
    const value = given[key]
    return value === undefined || holds(value)
      ? []
      : [{ path: key, message: `expected ${wanted}, got ${describeValue(value)}` }]
  })
  const misplaced = dialing
    .filter((key) => given[key] !== undefined)
    .map((path) => ({ path, message: 'is for a connection that dials, so remove it' }))
  return [...wrong, ...misplaced]
}
