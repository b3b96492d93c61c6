import * as t from 'io-ts'

/**
 * Whether a type was left as its combinator made it. A copy with a `validate` of its own (`withMessage` and the like of
 * io-ts-types) keeps its class and its parts, but its `decode` is no longer the one that io-ts binds.
 */
export function isOriginal(type: t.Any): boolean {
  return type.decode.name.startsWith('bound')
}

/** A type that consists of one other type: its values are those of the part, or lists of them. */
type Wrapper = t.Any & { readonly type: t.Any }

const wrappers = [
  t.ArrayType,
  t.ReadonlyArrayType,
  t.ReadonlyType,
  t.RefinementType,
  t.RecursiveType,
  t.ExactType,
] as const

/** The types that a combinator of io-ts was given. Empty for a type without parts and for a user's own type. */
export function partsOf(type: t.Any): ReadonlyArray<t.Any> {
  if (!isOriginal(type)) return []
  if (type instanceof t.InterfaceType || type instanceof t.PartialType) return Object.values(type.props as t.AnyProps)
  if (type instanceof t.UnionType || type instanceof t.IntersectionType || type instanceof t.TupleType) {
    return (type as t.UnionType<t.Any[]>).types
  }
  if (wrappers.some((wrapper) => type instanceof wrapper)) return [(type as Wrapper).type]
  if (type instanceof t.DictionaryType) return [type.codomain as t.Any]
  return []
}

/** Whether a predicate holds for a type or for any type that it consists of. */
export function someType(type: t.Any, holds: (type: t.Any) => boolean, seen: Set<t.Any> = new Set()): boolean {
  if (seen.has(type)) return false
  seen.add(type)
  return holds(type) || partsOf(type).some((part) => someType(part, holds, seen))
}

export function isRecursive(type: t.Any): boolean {
  return someType(type, (part) => part instanceof t.RecursiveType)
}

/**
 * Whether io-ts may visit a part of a value several times: where more than one member of an intersection or union is
 * recursive, the visits double with each level of the value.
 */
export function isBranching(type: t.Any): boolean {
  return someType(
    type,
    (part) =>
      (part instanceof t.IntersectionType || part instanceof t.UnionType) &&
      partsOf(part).filter(isRecursive).length > 1,
  )
}

/** The keys that a dictionary needs if its domain lists them; `undefined` for other domains. As io-ts finds them. */
export function domainKeys(domain: t.Any): ReadonlyArray<string> | undefined {
  if (domain instanceof t.LiteralType) return typeof domain.value === 'string' ? [domain.value] : undefined
  if (domain instanceof t.KeyofType) return Object.keys(domain.keys as object)
  if (!(domain instanceof t.UnionType)) return undefined
  const keys = (domain as t.UnionType<t.Any[]>).types.map(domainKeys)
  return keys.includes(undefined) ? undefined : [...new Set(keys.flatMap((some) => some ?? []))]
}
