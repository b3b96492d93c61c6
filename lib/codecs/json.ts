import type { Either } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import type { Issues } from '../model/issue.ts'
import { describeValue } from '../model/mistakes/describe-value.ts'
import { dropProto, mayHoldProto } from './drop-proto.ts'
import { exactCheck } from './exact-check.ts'
import { isIdentity, isTransparent } from './is-transparent.ts'
import { inspectType, reportIssues } from './report-issues.ts'
import { text } from './text.ts'
import { isBranching } from './type-parts.ts'

/** The most issues that are listed for one message. */
const maxIssues = 32

/** From this length (UTF-16 units or bytes) a message is inspected before io-ts decodes it: see `reportIssues`. */
const longMessage = 16_384

/** How many steps io-ts may take to decode a message: this many, and some for each unit of its length. */
const maxSteps = 100_000
const maxStepsPerUnit = 16

const mostSteps = (source = ''): number => maxSteps + maxStepsPerUnit * source.length

const whole = (message: string): Issues => [{ path: '', message }]

const tooDeep = 'nested too deeply'

/**
 * Does not repeat the error, which may quote the value. Only the message of the engine shows that the stack ran out: V8 and
 * JavaScriptCore throw a `RangeError`, as an invalid date does, and SpiderMonkey throws an error of its own.
 */
function thrown(error: unknown, otherwise: string): Either<Issues, never> {
  const isStackOverflow = error instanceof Error && /call stack|recursion/.test(error.message)
  return E.left(whole(isStackOverflow ? tooDeep : otherwise))
}

/** Computes a value once, on first use: a recursive type may not be complete when `json` is called. */
function lazily<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: compute() }).value
}

/** By its methods, not by its class: a program may load io-ts twice. */
function assertType(type: unknown): void {
  const { is, decode, encode } = (type ?? {}) as Partial<t.Any>
  if ([is, decode, encode].every((method) => typeof method === 'function')) return
  const isSchema = (typeof type === 'object' || typeof type === 'function') && type !== null && '~standard' in type
  throw new TypeError(
    isSchema
      ? 'json() takes types of io-ts and was given a Standard Schema: use standard(schema) instead'
      : `json() takes types of io-ts and was given ${describeValue(type)}: pass a type such as t.type({ id: t.string }), or nothing`,
  )
}

/** Any JSON, unchecked and typed `unknown`. */
export function json(): Codec<unknown>
/**
 * Messages are JSON, sent as text, and checked both ways by types of io-ts. A binary message is read as UTF-8. Keys
 * `__proto__` are dropped. A message is checked fastest if its objects have exactly the type's keys, in the type's order.
 * Types that change a value (`t.exact`, `t.strict`, your own) take several times as long for messages that they change.
 *
 * @example
 * const Tick = t.type({ symbol: t.string, price: t.number })
 * const quotes = defineConnection({ url: 'wss://example.org/quotes', codec: json(Tick, t.type({ subscribe: t.string })) })
 *
 * @param incoming - the type of received messages
 * @param outgoing - the type of sent messages. Default: `incoming`
 * @throws `TypeError` if a parameter is not a type of io-ts, as a schema of zod is not (see `standard`)
 */
export function json<In, Out = In>(incoming: t.Type<In, unknown>, outgoing?: t.Type<Out, unknown>): Codec<In, Out>
export function json(incoming: t.Any = t.unknown, outgoing: t.Any = incoming): Codec<unknown> {
  assertType(incoming)
  assertType(outgoing)
  const isExact = lazily(() => exactCheck(incoming) ?? ((): boolean => false))
  const incomingIsBranching = lazily(() => isBranching(incoming))
  const incomingIsTransparent = lazily(() => isTransparent(incoming))
  const incomingIsIdentity = lazily(() => isIdentity(incoming))
  const outgoingIsTransparent = lazily(() => isTransparent(outgoing))
  const outgoingIsBranching = lazily(() => isBranching(outgoing))
  const walksOutgoing = lazily(() => outgoingIsBranching() && isIdentity(outgoing))

  /** For types that io-ts checks in linear time. `undefined`: inspect the value to find out. */
  const decodeDirectly = (value: unknown, isLong: boolean): Either<Issues, unknown> | undefined => {
    if (incomingIsTransparent()) return incoming.is(value) ? E.right(value) : undefined
    if (isLong) return undefined
    const decoded = incoming.decode(value)
    return decoded._tag === 'Right' ? decoded : undefined
  }

  const decodeValue = (value: unknown, source: string, isLong: boolean): Either<Issues, unknown> => {
    try {
      if (isExact()(value)) return E.right(value)
      if (mayHoldProto(source)) dropProto(value)
      const decoded = incomingIsBranching() ? undefined : decodeDirectly(value, isLong)
      if (decoded !== undefined) return decoded
      const { issues, steps } = inspectType(incoming, value, maxIssues)
      if (issues.length > 0) return E.left(issues)
      if (incomingIsBranching()) {
        if (incomingIsIdentity()) return E.right(value)
        if (steps > mostSteps(source)) return E.left(whole(tooDeep))
      }
      const result = incoming.decode(value)
      return result._tag === 'Right' ? result : E.left(whole(`expected ${incoming.name}`))
    } catch (error) {
      return thrown(error, `expected ${incoming.name}`)
    }
  }

  /** The `is` and `encode` of io-ts visit parts of a branching type again and again. The walk visits each once. */
  const fits = (value: unknown): boolean =>
    walksOutgoing() ? reportIssues(outgoing, value, 1).length === 0 : outgoing.is(value)

  /** Whether io-ts would take more steps to check a value than its size justifies. */
  const takesTooLong = (value: unknown): boolean => {
    const { steps } = inspectType(outgoing, value, 1)
    return steps > maxSteps && steps > mostSteps(JSON.stringify(value))
  }

  /** The issues of a value that `outgoing.is` refuses. Places are known only where `is` and `decode` accept the same. */
  const misfit = (value: unknown): Issues => {
    const issues = outgoingIsTransparent() ? reportIssues(outgoing, value, maxIssues) : []
    return issues.length > 0 ? issues : whole(`expected ${outgoing.name}`)
  }

  return {
    // An `Either` for each step, and `E.chain`, would cost a good part of what `JSON.parse` costs.
    decode: (data) => {
      let source = data
      if (typeof source !== 'string') {
        const decoded = text.decode(source)
        if (decoded._tag === 'Left') return decoded
        source = decoded.right
      }
      let value: unknown
      try {
        value = JSON.parse(source)
      } catch (error) {
        return thrown(error, 'expected JSON')
      }
      return decodeValue(value, source, data.length > longMessage)
    },
    encode: (value) => {
      try {
        if (outgoingIsBranching() && !walksOutgoing() && takesTooLong(value)) return E.left(whole(tooDeep))
        if (!fits(value)) return E.left(misfit(value))
        // The declared type hides that a function and `undefined` have no JSON.
        const encoded = JSON.stringify(walksOutgoing() ? value : outgoing.encode(value)) as string | undefined
        return encoded === undefined ? E.left(whole('has no JSON')) : E.right(encoded)
      } catch (error) {
        return thrown(error, 'has no JSON: it holds a cycle, a BigInt or an object that throws')
      }
    },
  }
}
