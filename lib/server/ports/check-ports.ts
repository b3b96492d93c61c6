import { describeValue } from '#checks'

import type { Issue, Issues } from '../../model/issue.ts'

/** Rules of HTTP alone. */
const foreign: Readonly<Record<string, string>> = {
  path: 'a port has no path: decide in peer, by the url',
  compression: 'nothing is compressed within a browser, so remove it',
  tls: 'a port has no network, so remove it',
  unref: 'is for the end that dials, so remove it',
}

const hasMethod = (given: unknown, name: string): boolean =>
  typeof (given as Readonly<Record<string, unknown>> | null | undefined)?.[name] === 'function'

/** Lists the faults of the arguments of `acceptPorts$` that are no rules of accepting. */
export function portIssues(scope: unknown, options: unknown): Issues {
  const given = (options ?? {}) as Readonly<Record<string, unknown>>
  const isScope = hasMethod(scope, 'addEventListener') || hasMethod(scope, 'subscribe')
  const wanted = 'expected the global scope, such as self, or an Observable of ports'
  const place: Issue[] = isScope ? [] : [{ path: 'scope', message: `${wanted}, got ${describeValue(scope)}` }]
  const misplaced = Object.entries(foreign).filter(([path]) => given[path] !== undefined)
  return [...place, ...misplaced.map(([path, message]) => ({ path, message }))]
}
