import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** Accepts strings, and trims them. */
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
  t.undefined,
  t.unknown,
  t.UnknownArray,
  t.UnknownRecord,
  t.literal('a'),
  t.keyof({ a: null, b: null }),
)

const hasFewKeys = (value: unknown): boolean => value == null || Object.keys(value).length < 2

/** A type that may contain itself: `around` puts it into another. */
function recursive(around: (self: t.Any) => t.Any): t.Any {
  return t.recursion('Recursive', around)
}

/** Recursions whose members overlap, so that io-ts visits parts of a value more than once. */
const recursions = [
  recursive((self) => t.type({ a: t.union([self, t.string]) })),
  recursive((self) => t.partial({ a: self, b: t.array(self) })),
  recursive((self) => t.intersection([t.partial({ a: self }), t.partial({ a: self, b: t.string })])),
  recursive((self) => t.union([t.type({ a: self, b: t.string }), t.type({ a: self }), t.null])),
  recursive((self) => t.union([t.array(self), t.record(t.string, self), t.string])),
  recursive((self) => t.union([t.strict({ a: self }), t.string])),
]

/** Types of io-ts, composed of its combinators. Some decode to another value than they were given. */
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
    tie('type').map((type) => t.record(t.keyof({ a: null, b: null }), type)),
    tie('type').map((type) =>
      t.record(
        t.refinement(t.string, (key) => key !== 'a'),
        type,
      ),
    ),
    tie('type').map((type) => t.refinement(type, hasFewKeys)),
    fc.constantFrom(...recursions),
    fc.tuple(tie('type'), tie('type')).map((types) => t.union(types)),
    fc.tuple(tie('type'), tie('type'), tie('type')).map((types) => t.union(types)),
    fc.tuple(tie('type')).map((types) => t.tuple(types)),
    fc.tuple(tie('type'), tie('type')).map((types) => t.intersection(types)),
    fc.tuple(tie('type'), tie('type')).map((types) => t.tuple(types)),
  ),
})).type

/** Values that often fit the types of `anyType`. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('a', 'b', ' c ', 1, true, null),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value
