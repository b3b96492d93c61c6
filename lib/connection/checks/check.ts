import type { Issue, Issues } from '../../model/issue.ts'
import { describeValue } from '../../model/mistakes/describe-value.ts'
import { explainUnknownKey } from '../../model/mistakes/nearest.ts'

/** Lists the faults of the value of an option. Their paths begin at the value. */
export type Check = (value: unknown) => Issues

export const fault = (message: string): Issues => [{ path: '', message }]

export const anything: Check = () => []

function expecting(wanted: string, holds: (value: unknown) => boolean): Check {
  return (value) => (holds(value) ? [] : fault(`expected ${wanted}, got ${describeValue(value)}`))
}

export const number = (minimum: number, wanted = 'a number'): Check =>
  expecting(`${wanted}, at least ${minimum}`, (value) => typeof value === 'number' && value >= minimum)

export const milliseconds = (minimum: number): Check => number(minimum, 'a number of milliseconds')

export const bytes = (minimum: number): Check => number(minimum, 'a number of bytes')

export const oneOf = (...allowed: string[]): Check =>
  expecting(allowed.map((value) => `'${value}'`).join(' or '), (value) => allowed.includes(value as string))

export const string: Check = expecting('a string', (value) => typeof value === 'string')

export const boolean: Check = expecting('true or false', (value) => typeof value === 'boolean')

export const callback: Check = expecting('a function', (value) => typeof value === 'function')

/** A value whose members are functions, such as a clock. */
export const methods = (wanted: string, ...names: string[]): Check =>
  expecting(wanted, (value) =>
    names.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === 'function'),
  )

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const object = (example: string): Check => expecting(`an object such as ${example}`, isObject)

const within = (path: string, issues: Issues): Issue[] =>
  issues.map((issue) => ({ ...issue, path: issue.path === '' ? path : `${path}.${issue.path}` }))

/** Options within an option. Those that are `undefined` count as left out. */
export function fields(example: string, checks: Readonly<Record<string, Check>>): Check {
  const known = Object.keys(checks)
  return (value) => {
    if (!isObject(value)) return object(example)(value)
    const issues: Issue[] = []
    for (const [key, field] of Object.entries(value)) {
      if (field === undefined) continue
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined
      if (check === undefined) issues.push({ path: key, message: explainUnknownKey(key, known) })
      else issues.push(...within(key, check(field)))
    }
    return issues
  }
}
