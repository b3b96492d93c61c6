import type { Either } from 'fp-ts/lib/Either.js'

import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import type { Issue, Issues } from '../model/issue.ts'
import { describeValue } from '../model/mistakes/describe-value.ts'
import { pathStep } from './issue-paths.ts'
import { json } from './json.ts'

/** The most issues that are listed for one message. */
const maxIssues = 32

/** One issue of a Standard Schema. */
export interface SchemaIssue {
  /** The schema's description of the problem. */
  readonly message: string
  /** The keys that lead to the value. */
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/** The result of a Standard Schema: the value, or its issues. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: ReadonlyArray<SchemaIssue> }

/** A schema of any library that implements Standard Schema v1 (https://standardschema.dev): zod, valibot, arktype. */
export interface StandardSchema<Input, Output = Input> {
  /** The properties of the standard. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

const notSynchronous =
  'the schema answered a Promise: use one without asynchronous checks, since messages are decoded in order'

function assertSchema(schema: unknown): void {
  const isObject = (typeof schema === 'object' && schema !== null) || typeof schema === 'function'
  const { validate } = ((isObject && (schema as Partial<StandardSchema<unknown>>)['~standard']) || {}) as {
    validate?: unknown
  }
  if (typeof validate === 'function') return
  const cure = isObject && 'decode' in schema ? ': use json(type) for a type of io-ts' : ''
  throw new TypeError(
    `standard() takes a Standard Schema (zod, valibot, arktype) and was given ${describeValue(schema)}${cure}`,
  )
}

/** The place is kept, but not the message, which may quote the value. */
function toIssue({ path = [] }: SchemaIssue): Issue {
  const steps = path.map((part) => (typeof part === 'object' ? part.key : part))
  const place = steps.map((key) => pathStep(typeof key === 'number' ? key : String(key))).join('')
  return { path: place.replace(/^\./, ''), message: 'does not fit the schema' }
}

function isPromise(result: object): result is Promise<unknown> {
  return 'then' in result && typeof result.then === 'function'
}

function validate<Output>(schema: StandardSchema<unknown, Output>, value: unknown): Either<Issues, Output> {
  const result = schema['~standard'].validate(value)
  if (isPromise(result)) {
    // Nothing waits for it, and its failure must not become an unhandled rejection.
    result.catch(() => undefined)
    return E.left([{ path: '', message: notSynchronous }])
  }
  return result.issues === undefined ? E.right(result.value) : E.left(result.issues.slice(0, maxIssues).map(toIssue))
}

/**
 * `json` for the schemas of other libraries: messages are JSON, sent as text, and checked both ways by a Standard Schema. Keys
 * `__proto__` are dropped. The issues hold places, but no messages of the schema: those may quote the value.
 *
 * @example
 * const quotes = defineConnection({ url: 'wss://example.org/quotes', codec: standard(z.object({ price: z.number() })) })
 *
 * @param schema - for both directions, synchronous. A value to send is an input of the schema, and is sent as it is
 * @throws `TypeError` if it is no Standard Schema
 */
export function standard<In, Out = In>(schema: StandardSchema<Out, In>): Codec<In, Out>
/**
 * `json` for the schemas of other libraries, with one schema for each direction.
 *
 * @param incoming - for received messages, synchronous
 * @param outgoing - for messages to send, synchronous. Its output is sent
 * @throws `TypeError` if one of them is no Standard Schema
 */
export function standard<In, Out>(
  incoming: StandardSchema<unknown, In>,
  outgoing: StandardSchema<Out, unknown>,
): Codec<In, Out>
export function standard(incoming: StandardSchema<unknown>, outgoing?: StandardSchema<unknown>): Codec<unknown> {
  assertSchema(incoming)
  if (outgoing !== undefined) assertSchema(outgoing)
  const unchecked = json()
  return {
    decode: (data) => {
      const parsed = unchecked.decode(data)
      return parsed._tag === 'Left' ? parsed : validate(incoming, parsed.right)
    },
    encode: (value) => {
      const checked = validate(outgoing ?? incoming, value)
      if (checked._tag === 'Left') return checked
      return unchecked.encode(outgoing === undefined ? value : checked.right)
    },
  }
}
