import * as t from 'io-ts'

import { isOriginal, partsOf, someType } from './type-parts.ts'

/** Types without parts that decode a value to itself. Only these very objects: a copy may decode otherwise. */
const atoms = new Set<t.Any>([
  t.string,
  t.number,
  t.boolean,
  t.null,
  t.undefined,
  t.unknown,
  t.UnknownArray,
  t.UnknownRecord,
])

/** Combinators that decode a value to itself if their parts do. */
const combinators = [
  t.LiteralType,
  t.KeyofType,
  t.InterfaceType,
  t.PartialType,
  t.UnionType,
  t.IntersectionType,
  t.TupleType,
  t.ArrayType,
  t.ReadonlyArrayType,
  t.ReadonlyType,
  t.RefinementType,
  t.RecursiveType,
] as const

function mayChange(type: t.Any): boolean {
  if (atoms.has(type)) return false
  if (!isOriginal(type)) return true
  // A dictionary over anything but `string` drops the keys outside its domain.
  if (type instanceof t.DictionaryType) return type.domain !== t.string
  if (type instanceof t.UnionType) return !('tag' in type) && mayDecodeByAnother(partsOf(type))
  return !combinators.some((combinator) => type instanceof combinator)
}

/** `is` may accept a value by a later member, where `decode` takes an earlier one that changes the value. */
function mayDecodeByAnother(members: ReadonlyArray<t.Any>): boolean {
  return members.slice(0, -1).some((member) => someType(member, isLenient))
}

/**
 * Whether `decode` accepts more values than `is`: a tuple drops extra items, and an object gets the keys that it lacks
 * and that may be `undefined`.
 */
function isLenient(type: t.Any): boolean {
  return type instanceof t.TupleType || (type instanceof t.InterfaceType && partsOf(type).some(acceptsUndefined))
}

function acceptsUndefined(type: t.Any): boolean {
  try {
    return type.is(undefined)
  } catch {
    return true
  }
}

/**
 * Whether `decode` gives the same value for every value that `is` accepts, so that `is`, which is faster, can replace
 * `decode`. Returns `false` when in doubt: `t.exact` drops keys, and a user's own type may do anything.
 */
export function isTransparent(type: t.Any): boolean {
  return !someType(type, mayChange)
}

/** By type, since a walk asks for the same type at each item of a list. */
const identities = new WeakMap<t.Any, boolean>()

/** Whether `decode` gives the same value for every value that it accepts. */
export function isIdentity(type: t.Any): boolean {
  let answer = identities.get(type)
  if (answer === undefined) identities.set(type, (answer = isTransparent(type) && !someType(type, isLenient)))
  return answer
}
