import type { Core } from '../core.ts'
import type { Headers } from '../options/options.ts'

/**
 * Publishes which headers are left out, since they are `undefined` (decision 20): for the first dial of a run if they are
 * values, and for each dial if a function gave them.
 */
export function reportOmitted<In, Out>(core: Core<In, Out>, attempt: number, headers: Headers = {}): void {
  const names = Object.keys(headers).filter((name) => headers[name] === undefined)
  const isFresh = typeof core.options.headers === 'function'
  if (names.length === 0 || (attempt > 1 && !isFresh)) return
  const what = names.length === 1 ? `header ${names.join()}, whose value is` : `headers ${names.join(', ')}, which are`
  const cure = 'Give a value, or leave the name out if this is intended.'
  core.ignoreOption('headers', `dialed without the ${what} undefined. ${cure}`)
}
