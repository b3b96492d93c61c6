import { describeValue } from '#checks'

import type { Issue, Issues } from '../model/issue.ts'

const places = ['port', 'server', 'upgrade$']

const isFunction = (value: unknown): boolean => typeof value === 'function'

const isEmitter = (value: unknown): boolean => {
  const { on, off, listenerCount } = (value ?? {}) as Readonly<Record<string, unknown>>
  return isFunction(on) && isFunction(off) && isFunction(listenerCount)
}

/** Checks of the options that say where peers come in. */
const checks: Readonly<Record<string, readonly [holds: (value: unknown) => boolean, wanted: string]>> = {
  port: [
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
    'an integer from 0 to 65535',
  ],
  host: [(value) => typeof value === 'string', 'a host name or IP address'],
  tls: [(value) => typeof value === 'object' && value !== null, 'an object such as { key, cert }'],
  onListening: [isFunction, 'a function'],
  server: [isEmitter, 'a server of node:http or node:https'],
  upgrade$: [
    (value) => isFunction((value as { readonly subscribe?: unknown } | null)?.subscribe),
    "an Observable such as fromEvent(server, 'upgrade')",
  ],
}

/** Lists the faults of the options that say where peers come in. */
export function placeIssues(given: unknown): Issues {
  const options = (given ?? {}) as Readonly<Record<string, unknown>>
  const wrong = Object.entries(checks).flatMap(([path, [holds, wanted]]): Issue[] => {
    const value = options[path]
    return value === undefined || holds(value)
      ? []
      : [{ path, message: `expected ${wanted}, got ${describeValue(value)}` }]
  })
  const count = places.filter((place) => options[place] !== undefined).length
  if (count === 1) return wrong
  return [{ path: '', message: `expected one of port, server and upgrade$, got ${count} of them` }, ...wrong]
}
