import type { Either } from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'

import type { Codec } from '../model/codec.ts'
import * as E from '../model/either.ts'
import type { Issues } from '../model/issue.ts'
import { exactCheck } from './exact-check.ts'
import { isTransparent } from './is-transparent.ts'
import { reportIssues } from './report-issues.ts'
import { text } from './text.ts'

/** A message that is wrong all through is not told to its end. */
const maxIssues = 32

/** From this length (units or bytes) a message is looked through before io-ts decodes it: see `reportIssues`. */
const longMessage = 16_384

const whole = (message: string): Issues => [{ path: '', message }]

/**
 * Whatever was thrown may quote the value, so it is not repeated. That the stack ran out is told by the engine's words
 * alone: V8 and JavaScriptCore throw a `RangeError`, as a bad date does, SpiderMonkey an error of its own.
 */
function thrown(error: unknown, otherwise: string): Either<Issues, never> {
  return E.left(
    whole(error instanceof Error && /call stack|recursion/.test(error.message) ? 'nested too deeply' : otherwise),
  )
}

/** Finds a letter of `__proto__` that is written as an escape. */
const escapedLetter = /\\u00(5f|6f|7[024])/i

function mayHoldProto(source: string): boolean {
  return source.includes('__proto__') || (source.includes('\\u00') && escapedLetter.test(source))
}

/**
 * Removes every key `__proto__`, which `JSON.parse` keeps as an ordinary one but any later copy by assignment would
 * obey. Keeps a list of its own instead of recursing, so that no depth is too deep.
 */
function dropProto(root: unknown): void {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
    for (const part of Object.values(value)) open.push(part)
  }
}

/** Works something out once, and not before it is asked for: a recursive type may not be complete when `json` is called. */
function lazily<T>(workOut: () => T): () => T {
  let known: { readonly it: T } | undefined
  return () => (known ??= { it: workOut() }).it
}

/**
 * Messages are JSON, sent as text, and checked both ways by io-ts types. A binary message that comes in is read as
 * UTF-8. Keys `__proto__` are dropped. Checking costs least for messages whose keys come in the type's order and are all
 * of them the type's; types that change what they take (`t.exact`, `t.strict`, codecs of your own) cost several times
 * more for what they have to change.
 *
 * @example
 * const Tick: t.Type<Tick, unknown> = t.type({ symbol: t.string, price: t.number })
 * const quotes = defineConnection({ url: 'wss://example.org/quotes', codec: json(Tick, t.type({ subscribe: t.string })) })
 *
 * @param incoming - what the peer sends
 * @param outgoing - what we send; the same where it is left out
 */
export function json<In, Out = In>(
  incoming: t.Type<In, unknown>,
  outgoing: t.Type<Out, unknown> = incoming as never,
): Codec<In, Out> {
  const isExact = lazily(() => exactCheck(incoming) ?? ((): boolean => false))
  const incomingIsTransparent = lazily(() => isTransparent(incoming))
  const outgoingIsTransparent = lazily(() => isTransparent(outgoing))

  const decodeValue = (value: unknown, source: string, isLong: boolean): Either<Issues, In> => {
    try {
      if (isExact()(value)) return E.right(value as In)
      if (mayHoldProto(source)) dropProto(value)
      if (incomingIsTransparent()) {
        if (incoming.is(value)) return E.right(value)
      } else if (!isLong) {
        const decoded = incoming.decode(value)
        if (decoded._tag === 'Right') return decoded
      }
      const issues = reportIssues(incoming, value, maxIssues)
      if (issues.length > 0) return E.left(issues)
      const decoded = incoming.decode(value)
      return decoded._tag === 'Right' ? decoded : E.left(whole(`expected ${incoming.name}`))
    } catch (error) {
      return thrown(error, `expected ${incoming.name}`)
    }
  }

  /** Why a value is not one of `outgoing`. The places are known only where what `is` takes is what `decode` takes. */
  const misfit = (value: unknown): Issues => {
    const issues = outgoingIsTransparent() ? reportIssues(outgoing, value, maxIssues) : []
    return issues.length > 0 ? issues : whole(`expected ${outgoing.name}`)
  }

  return {
    // Plain branches: an `Either` for each step, chained, costs a good part of what `JSON.parse` costs.
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
        if (!outgoing.is(value)) return E.left(misfit(value))
        // The declared type hides that a function or `undefined` has no JSON.
        const encoded = JSON.stringify(outgoing.encode(value)) as string | undefined
        return encoded === undefined ? E.left(whole('has no JSON')) : E.right(encoded)
      } catch (error) {
        return thrown(error, 'has no JSON: a cycle, a BigInt, or something that throws')
      }
    },
  }
}
