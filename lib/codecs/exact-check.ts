import * as t from 'io-ts'

import { isTransparent } from './is-transparent.ts'
import { isOriginal } from './type-parts.ts'

/** `true`: a value of `JSON.parse` has exactly the type's shape. `false`: unknown, use io-ts. */
export type Check = (value: unknown) => boolean

const atoms = new Map<t.Any, Check>([
  [t.string, (value) => typeof value === 'string'],
  [t.number, (value) => typeof value === 'number'],
  [t.boolean, (value) => typeof value === 'boolean'],
  [t.null, (value) => value === null],
])

/**
 * Compiles a fast check of a type. `true`: the value fits, decodes to itself, and each object in it has exactly the type's
 * keys in the type's order. `false`: unknown, use io-ts. Returns `undefined` if the type cannot be checked this way.
 */
export function exactCheck(type: t.Any): Check | undefined {
  const atom = atoms.get(type)
  if (atom !== undefined || !isOriginal(type)) return atom
  if (type instanceof t.LiteralType || type instanceof t.KeyofType) return (value) => type.is(value)
  if (type instanceof t.InterfaceType) return keysCheck(type as t.InterfaceType<t.AnyProps>)
  // The check accepts only objects without other keys, so there is no key to drop.
  if (type instanceof t.ExactType) return exactCheck((type as t.ExactType<t.HasProps>).type)
  if (type instanceof t.ArrayType) return eachCheck((type as t.ArrayType<t.Any>).type)
  // An earlier member may accept the value too. In a transparent union it decodes to the same value.
  if (type instanceof t.UnionType && isTransparent(type)) return someCheck((type as t.UnionType<t.Any[]>).types)
  return undefined
}

/** Iterates over the object's own keys: engines do that faster than a look-up of each key. */
function keysCheck({ props }: t.InterfaceType<t.AnyProps>): Check | undefined {
  const keys = Object.keys(props)
  const checks = all(Object.values(props))
  if (checks === undefined) return undefined
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    let known = 0
    for (const key in value) {
      if (key !== keys[known] || checks[known]?.((value as Record<string, unknown>)[key]) !== true) return false
      known += 1
    }
    return known === keys.length
  }
}

function eachCheck(part: t.Any): Check | undefined {
  const check = exactCheck(part)
  return check && ((value) => Array.isArray(value) && value.every(check))
}

function someCheck(parts: ReadonlyArray<t.Any>): Check | undefined {
  const checks = all(parts)
  return checks && ((value) => checks.some((check) => check(value)))
}

function all(types: ReadonlyArray<t.Any>): ReadonlyArray<Check> | undefined {
  const checks = types.flatMap((type) => exactCheck(type) ?? [])
  return checks.length === types.length ? checks : undefined
}
