import { difference } from './difference.ts'

/** A value and its letter in a diagram. */
export interface Named {
  readonly sign: string
  readonly value: unknown
}

const spare = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')

const isLetter = (value: unknown): value is string => {
  return typeof value === 'string' && Array.from(value).length === 1 && !/[\s\-()|#^!]/.test(value)
}

/**
 * Assigns a letter to every value: the one that the test gave it, else the value itself if it is a letter, else a spare
 * capital. Equal values have equal letters. If a test gave one value two letters, `likely` decides.
 */
export function signs(given: ReadonlyArray<Named>): (value: unknown, likely?: ReadonlyArray<Named>) => string {
  const known = [...given]
  return (value, likely = []) => {
    const same = [...likely, ...known].find((named) => difference(named.value, value) === undefined)
    if (same !== undefined) return same.sign
    const free = (sign: string): boolean => known.every((named) => named.sign !== sign)
    const sign = isLetter(value) && free(value) ? value : (spare.find(free) ?? '?')
    known.push({ sign, value })
    return sign
  }
}
