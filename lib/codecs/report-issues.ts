import * as t from 'io-ts'

import type { Issue, Issues } from '../model/issue.ts'
import { isIdentity } from './is-transparent.ts'
import { expected, pathStep, uniqueIssues } from './issue-paths.ts'
import { domainKeys, isBranching, isOriginal, isRecursive } from './type-parts.ts'

const none: Issues = []

/** An inspection that is done, so that the same part of a value is not inspected again for the same type. */
interface Inspected {
  readonly issues: Issues
  readonly steps: number
}

/** One walk over a value. */
interface Walk {
  /** The number of steps that io-ts needs for what was walked, with its repetitions. Each is a part of the value and a type. */
  steps: number
  /** Results of recursive types by value. Absent for types that visit each part of a value once anyway. */
  readonly inspected: Map<t.Any, Map<unknown, Inspected>> | undefined
}

function nameOf(type: t.Any): string {
  if (type === t.UnknownRecord) return 'object'
  return type === t.UnknownArray ? 'array' : type.name
}

/** Asks a type that has no parts to walk. */
function inspectWhole(type: t.Any, value: unknown): Issues {
  return type.decode(value)._tag === 'Right' ? none : expected(nameOf(type))
}

type Part = readonly [key: string | number, type: t.Any, value: unknown]

function inspectParts(parts: Iterable<Part>, limit: number, walk: Walk): Issues {
  let issues: Issue[] | undefined
  for (const [key, type, value] of parts) {
    const found = inspect(type, value, limit - (issues?.length ?? 0), walk)
    if (found.length === 0) continue
    issues ??= []
    for (const { path, message } of found) issues.push({ path: pathStep(key) + path, message })
    if (issues.length >= limit) break
  }
  return issues ?? none
}

type Fields = Readonly<Record<string, unknown>>

function* propertiesOf(type: t.AnyProps, value: Fields, isPartial: boolean): Iterable<Part> {
  for (const key of Object.keys(type)) {
    if (!isPartial || value[key] !== undefined) yield [key, type[key] as t.Any, value[key]]
  }
}

/** A dictionary over given keys needs all of them. Others drop the keys outside their domain. */
function* entriesOf({ domain, codomain }: t.DictionaryType<t.Any, t.Any>, value: Fields): Iterable<Part> {
  const keys = domainKeys(domain)
  for (const key of keys ?? Object.keys(value)) {
    if (keys !== undefined || domain.decode(key)._tag === 'Right') yield [key, codomain, value[key]]
  }
}

function* itemsOf(type: t.Any, value: ReadonlyArray<unknown>): Iterable<Part> {
  for (let i = 0; i < value.length; i++) yield [i, type, value[i]]
}

/** Whether a member of a union, which may consist of others, accepts this tag. */
function takesTag(member: t.Any, tag: string, value: unknown): boolean {
  if (member instanceof t.InterfaceType) return (member.props as t.AnyProps)[tag]?.is(value) ?? false
  const { type, types } = member as { type?: t.Any; types?: ReadonlyArray<t.Any> }
  return type === undefined ? (types?.some((part) => takesTag(part, tag, value)) ?? false) : takesTag(type, tag, value)
}

/**
 * With a tag: the issues of the member with that tag. Without one: the issues of the member that has the fewest, or what
 * each member expects if none of them looks into the value.
 */
function inspectUnion(
  union: t.UnionType<t.Any[]> & { tag?: string },
  value: unknown,
  limit: number,
  walk: Walk,
): Issues {
  const { types, tag } = union
  if (tag !== undefined) {
    if (!t.UnknownRecord.is(value)) return expected('object')
    const meant = types.find((member) => takesTag(member, tag, value[tag]))
    return meant ? inspect(meant, value, limit, walk) : [{ path: pathStep(tag), message: `expected a known ${tag}` }]
  }
  const answers: Issues[] = []
  for (const member of types) {
    const found = inspect(member, value, limit, walk)
    if (found.length === 0) return none
    answers.push(found)
  }
  const inside = answers.filter((issues) => issues.some(({ path }) => path !== ''))
  if (inside.length > 0) return inside.reduce((best, other) => (other.length < best.length ? other : best))
  const wanted = answers.flat().map(({ message }) => message.slice('expected '.length))
  return expected([...new Set(wanted)].join(' or '))
}

function inspectRefined(type: t.RefinementType<t.Any>, value: unknown, limit: number, walk: Walk): Issues {
  const inner = type.type
  const issues = inspect(inner, value, limit, walk)
  if (issues.length > 0) return issues
  if (isIdentity(inner)) return type.predicate(value) ? none : expected(nameOf(type))
  // The predicate takes the decoded value. To decode at each level would repeat the work below it: the caller decodes once.
  return isRecursive(inner) ? none : inspectWhole(type, value)
}

function inspectRecursive(type: t.RecursiveType<t.Any>, value: unknown, limit: number, walk: Walk): Issues {
  if (walk.inspected === undefined || typeof value !== 'object') return inspect(type.type, value, limit, walk)
  let values = walk.inspected.get(type)
  if (values === undefined) walk.inspected.set(type, (values = new Map<unknown, Inspected>()))
  const known = values.get(value)
  if (known !== undefined) {
    walk.steps += known.steps
    return known.issues
  }
  const before = walk.steps
  const issues = inspect(type.type, value, limit, walk)
  values.set(value, { issues, steps: walk.steps - before })
  return issues
}

/** Paths begin with the separator: `.price`, `[0]`. */
function inspect(type: t.Any, value: unknown, limit: number, walk: Walk): Issues {
  walk.steps++
  if (!isOriginal(type)) return inspectWhole(type, value)
  if (type instanceof t.RecursiveType) return inspectRecursive(type as t.RecursiveType<t.Any>, value, limit, walk)
  if (type instanceof t.ReadonlyType) return inspect(type.type as t.Any, value, limit, walk)
  if (type instanceof t.ExactType) {
    return t.UnknownRecord.is(value) ? inspect(type.type as t.Any, value, limit, walk) : expected('object')
  }
  if (type instanceof t.RefinementType) return inspectRefined(type as never, value, limit, walk)
  if (type instanceof t.UnionType) return inspectUnion(type as t.UnionType<t.Any[]>, value, limit, walk)
  if (type instanceof t.IntersectionType) {
    const { types } = type as t.IntersectionType<t.Any[]>
    return uniqueIssues(types.flatMap((part) => inspect(part, value, limit, walk))).slice(0, limit)
  }
  if (type instanceof t.ArrayType || type instanceof t.ReadonlyArrayType) {
    return Array.isArray(value) ? inspectParts(itemsOf(type.type as t.Any, value), limit, walk) : expected('array')
  }
  if (type instanceof t.TupleType) {
    if (!Array.isArray(value)) return expected('array')
    const { types } = type as t.TupleType<t.Any[]>
    return inspectParts(types.map((part, i): Part => [i, part, value[i]]), limit, walk) // prettier-ignore
  }
  if (type instanceof t.InterfaceType || type instanceof t.PartialType) {
    if (!t.UnknownRecord.is(value)) return expected('object')
    return inspectParts(propertiesOf(type.props as t.AnyProps, value, type instanceof t.PartialType), limit, walk)
  }
  if (type instanceof t.DictionaryType) {
    if (t.UnknownRecord.is(value)) return inspectParts(entriesOf(type as never, value), limit, walk)
    // A dictionary of `t.any` takes an array.
    return Array.isArray(value) && type.decode(value)._tag === 'Right' ? none : expected('object')
  }
  return inspectWhole(type, value)
}

/**
 * Lists the places where a value does not fit a type of io-ts, and what is expected there. Empty if it finds none.
 * Neither the value nor the message of a user's own type is repeated, because both may hold secrets.
 *
 * Walks the value itself instead of reading the errors of `decode`: 16 MiB of `{}` make tens of millions of those, and the
 * process would run out of memory. Its work is linear in the size of the value.
 *
 * @param limit - the most issues to list
 */
export function reportIssues(type: t.Any, value: unknown, limit: number = Infinity): Issues {
  return inspectType(type, value, limit).issues
}

/** As `reportIssues`, with the number of steps that io-ts would need to decode the value, if it fits. */
export function inspectType(type: t.Any, value: unknown, limit: number): Inspected {
  const walk: Walk = { steps: 0, inspected: isBranching(type) ? new Map() : undefined }
  const issues = inspect(type, value, limit, walk)
  return {
    issues: issues.map(({ path, message }) => ({ path: path.replace(/^\./, ''), message })),
    steps: walk.steps,
  }
}
