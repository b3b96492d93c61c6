import * as t from 'io-ts'

import { isOriginal, isTransparent } from './is-transparent.ts'

/** Says whether something that `JSON.parse` made is surely, and exactly, what a type describes. */
export type Check = (value: unknown) => boolean

const atoms = new Map<t.Any, Check>([
  [t.string, (value) => typeof value === 'string'],
  [t.number, (value) => typeof value === 'number'],
  [t.boolean, (value) => typeof value === 'boolean'],
  [t.null, (value) => value === null],
])

/**
 * The quick way through a check. Its yes says that a type takes a value, that decoding gives that very value, and that
 * no object in it has any key but those of the type, in the type's order. Its no says nothing. `undefined` for a type
 * that such a yes cannot be had for.
 */
export function exactCheck(type: t.Any): Check | undefined {
  const atom = atoms.get(type)
  if (atom !== undefined || !isOriginal(type)) return atom
  if (type instanceof t.LiteralType || type instanceof t.KeyofType) return (value) => type.is(value)
  if (type instanceof t.InterfaceType) return keysCheck(type as t.InterfaceType<t.AnyProps>)
  // Only of an object without other keys is the answer yes, and there is nothing to drop then.
  if (type instanceof t.ExactType) return exactCheck((type as t.ExactType<t.HasProps>).type)
  if (type instanceof t.ArrayType) return eachCheck((type as t.ArrayType<t.Any>).type)
  // A member before the one that says yes may take the value too: if it is transparent, for what it is.
  if (type instanceof t.UnionType && isTransparent(type)) return someCheck((type as t.UnionType<t.Any[]>).types)
  return undefined
}

/** To walk along an object's own keys is what engines do fast; to look up one key after the other is not. */
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
