import * as t from 'io-ts'

import type { Issue, Issues } from '../model/issue.ts'
import { isOriginal } from './is-transparent.ts'

const none: Issues = []

/** How much of a key a path shows: the keys of a dictionary come from the peer. */
const maxKey = 64

const expected = (what: string): Issues => [{ path: '', message: `expected ${what}` }]

function names(type: t.Any): string {
  if (type === t.UnknownRecord) return 'object'
  return type === t.UnknownArray ? 'array' : type.name
}

/** How a path goes on to a key. */
function pathStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  if (key.length > maxKey) return `[${JSON.stringify(`${key.slice(0, maxKey)}...`)}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

/** A type that is not looked into is asked itself. */
function inspectWhole(type: t.Any, value: unknown): Issues {
  return type.decode(value)._tag === 'Right' ? none : expected(names(type))
}

type Part = readonly [key: string | number, type: t.Any, value: unknown]

function inspectParts(parts: Iterable<Part>, limit: number): Issues {
  let issues: Issue[] | undefined
  for (const [key, type, value] of parts) {
    const found = inspect(type, value, limit - (issues?.length ?? 0))
    if (found.length === 0) continue
    issues ??= []
    for (const { path, message } of found) issues.push({ path: pathStep(key) + path, message })
    if (issues.length >= limit) break
  }
  return issues ?? none
}

function* propertiesOf(type: t.AnyProps, value: Readonly<Record<string, unknown>>, isPartial: boolean): Iterable<Part> {
  for (const key of Object.keys(type)) {
    if (!isPartial || value[key] !== undefined) yield [key, type[key] as t.Any, value[key]]
  }
}

/** What stands under a key that is outside the domain is nobody's concern: decoding drops it. */
function* entriesOf(
  { domain, codomain }: t.DictionaryType<t.Any, t.Any>,
  value: Readonly<Record<string, unknown>>,
): Iterable<Part> {
  for (const key of Object.keys(value)) {
    if (domain.is(key)) yield [key, codomain, value[key]]
  }
}

function* itemsOf(type: t.Any, value: ReadonlyArray<unknown>): Iterable<Part> {
  for (let i = 0; i < value.length; i++) yield [i, type, value[i]]
}

/** Whether a member of a union, which may be put together from others, takes this tag. */
function takesTag(member: t.Any, tag: string, value: unknown): boolean {
  if (member instanceof t.InterfaceType) return (member.props as t.AnyProps)[tag]?.is(value) ?? false
  const { type, types } = member as { type?: t.Any; types?: ReadonlyArray<t.Any> }
  return type === undefined ? (types?.some((part) => takesTag(part, tag, value)) ?? false) : takesTag(type, tag, value)
}

/**
 * A tag says which member was meant. Without one: where no member saw anything to look into, what each would have
 * taken; else the complaints of the member that came nearest, which is the one with the fewest.
 */
function inspectUnion(union: t.UnionType<t.Any[]> & { tag?: string }, value: unknown, limit: number): Issues {
  const { types, tag } = union
  if (tag !== undefined) {
    if (!t.UnknownRecord.is(value)) return expected('object')
    const meant = types.find((member) => takesTag(member, tag, value[tag]))
    return meant ? inspect(meant, value, limit) : [{ path: pathStep(tag), message: `expected a known ${tag}` }]
  }
  const complaints: Issues[] = []
  for (const member of types) {
    const found = inspect(member, value, limit)
    if (found.length === 0) return none
    complaints.push(found)
  }
  const inside = complaints.filter((issues) => issues.some(({ path }) => path !== ''))
  if (inside.length > 0) return inside.reduce((best, other) => (other.length < best.length ? other : best))
  const wanted = complaints.flat().map(({ message }) => message.slice('expected '.length))
  return expected([...new Set(wanted)].join(' or '))
}

function unique(issues: Issues): Issues {
  return [...new Map(issues.map((issue) => [`${issue.path} ${issue.message}`, issue])).values()]
}

/** Paths begin with what stands before the key: `.price`, `[0]`. */
function inspect(type: t.Any, value: unknown, limit: number): Issues {
  if (!isOriginal(type)) return inspectWhole(type, value)
  if (type instanceof t.ReadonlyType || type instanceof t.ExactType || type instanceof t.RecursiveType) {
    return inspect(type.type as t.Any, value, limit)
  }
  if (type instanceof t.RefinementType) {
    const issues = inspect(type.type as t.Any, value, limit)
    return issues.length > 0 ? issues : inspectWhole(type, value)
  }
  if (type instanceof t.UnionType) return inspectUnion(type as t.UnionType<t.Any[]>, value, limit)
  if (type instanceof t.IntersectionType) {
    const { types } = type as t.IntersectionType<t.Any[]>
    return unique(types.flatMap((part) => inspect(part, value, limit))).slice(0, limit)
  }
  if (type instanceof t.ArrayType || type instanceof t.ReadonlyArrayType) {
    return Array.isArray(value) ? inspectParts(itemsOf(type.type as t.Any, value), limit) : expected('array')
  }
  if (type instanceof t.TupleType) {
    const { types } = type as t.TupleType<t.Any[]>
    if (!Array.isArray(value)) return expected('array')
    return inspectParts(
      types.map((part, i): Part => [i, part, value[i]]),
      limit,
    )
  }
  if (type instanceof t.InterfaceType || type instanceof t.PartialType) {
    if (!t.UnknownRecord.is(value)) return expected('object')
    return inspectParts(propertiesOf(type.props as t.AnyProps, value, type instanceof t.PartialType), limit)
  }
  if (type instanceof t.DictionaryType) {
    if (!t.UnknownRecord.is(value)) return expected('object')
    const issues = inspectParts(entriesOf(type as t.DictionaryType<t.Any, t.Any>, value), limit)
    // A dictionary over given keys wants all of them.
    return issues.length > 0 || type.domain === t.string ? issues : inspectWhole(type, value)
  }
  return inspectWhole(type, value)
}

/**
 * Tells what of a value a type of io-ts does not take: what was expected and where, as one would write it in code.
 * Empty where it finds nothing. Neither the value nor the message of a codec of a user's is repeated, because both may
 * hold secrets.
 *
 * It looks for itself and does not read the errors of `decode`, because those know no end: sixteen megabytes of `{}`
 * make tens of millions of them, and the process ends for want of memory.
 *
 * @param limit - how many issues are enough
 */
export function reportIssues(type: t.Any, value: unknown, limit: number = Infinity): Issues {
  return inspect(type, value, limit).map(({ path, message }) => ({ path: path.replace(/^\./, ''), message }))
}
