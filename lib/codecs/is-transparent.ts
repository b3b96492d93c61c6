import * as t from 'io-ts'

/** Types without parts that hand over what they accept. Only these very objects: a copy may decode otherwise. */
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

/**
 * Whether a type was left as its combinator made it. A copy with a `validate` of its own (`withMessage` and the like
 * of io-ts-types) keeps its class and its parts, but `decode` is no longer the one that io-ts binds.
 */
export function isOriginal(type: t.Any): boolean {
  return type.decode.name.startsWith('bound')
}

/** The parts of a type that is transparent where its parts are; `undefined` for one that is not, or not known to be. */
function partsOf(type: t.Any): ReadonlyArray<t.Any> | undefined {
  if (atoms.has(type)) return []
  if (!isOriginal(type)) return undefined
  if (type instanceof t.LiteralType || type instanceof t.KeyofType) return []
  if (type instanceof t.InterfaceType || type instanceof t.PartialType) {
    return Object.values((type as t.InterfaceType<t.AnyProps>).props)
  }
  if (type instanceof t.UnionType || type instanceof t.IntersectionType || type instanceof t.TupleType) {
    return (type as t.UnionType<t.Any[]>).types
  }
  if (
    type instanceof t.ArrayType ||
    type instanceof t.ReadonlyArrayType ||
    type instanceof t.ReadonlyType ||
    type instanceof t.RefinementType ||
    type instanceof t.RecursiveType
  ) {
    return [(type as t.ArrayType<t.Any>).type]
  }
  // A dictionary over anything but `string` drops the keys outside its domain.
  if (type instanceof t.DictionaryType) {
    const { domain, codomain } = type as t.DictionaryType<t.Any, t.Any>
    return domain === t.string ? [codomain] : undefined
  }
  return undefined
}

/**
 * Whether decoding a value that `type.is` accepts gives that same value, so that `is`, which is faster, can stand for
 * it. Says no when in doubt: `t.exact` drops keys, and a codec of a user's may do anything.
 */
export function isTransparent(type: t.Any, seen: Set<t.Any> = new Set()): boolean {
  if (seen.has(type)) return true
  seen.add(type)
  return partsOf(type)?.every((part) => isTransparent(part, seen)) ?? false
}
