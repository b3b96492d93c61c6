import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** Takes texts, and changes some of them. */
export const Trimmed: t.Type<string> = new t.Type<string, string>(
  'Trimmed',
  t.string.is,
  (u, context) => E.map((value: string) => value.trim())(t.string.validate(u, context)),
  t.identity,
)

const tagged = t.union([t.type({ a: t.literal('a'), b: t.string }), t.type({ a: t.literal('b') })])

const atom = fc.constantFrom<t.Any>(
  t.string,
  t.number,
  t.boolean,
  t.null,
  t.literal('a'),
  t.keyof({ a: null, b: null }),
)

/** Types of io-ts, put together from its combinators; some change what they take. */
export const anyType: fc.Arbitrary<t.Any> = fc.letrec<{ type: t.Any }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    atom,
    fc.constant<t.Any>(tagged),
    fc.constantFrom<t.Any>(t.strict({ a: t.string }), t.record(t.keyof({ a: null }), t.unknown), Trimmed),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('type'), { noNullPrototype: true }).map((props) => t.type(props)),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('type'), { noNullPrototype: true }).map((props) => t.partial(props)),
    tie('type').map((type) => t.array(type)),
    tie('type').map((type) => t.readonlyArray(type)),
    tie('type').map((type) => t.readonly(type)),
    tie('type').map((type) => t.record(t.string, type)),
    fc.tuple(tie('type'), tie('type')).map((types) => t.union(types)),
    fc.tuple(tie('type'), tie('type')).map((types) => t.intersection(types)),
    fc.tuple(tie('type'), tie('type')).map((types) => t.tuple(types)),
  ),
})).type

/** Values that often fit such types. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('a', 'b', ' c ', 1, true, null),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value
