import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

import { isTransparent } from '../../lib/codecs/is-transparent.ts'
import { anyType, anyValue, Trimmed } from '../support/arbitrary-types.ts'

/** As `withValidate` of io-ts-types makes them. */
function copyOf(type: t.Any): t.Any {
  const validate = Trimmed.validate.bind(Trimmed)
  const copy = Object.assign(Object.create(Object.getPrototypeOf(type) as object) as t.Any, type, { validate })
  copy.decode = (u: unknown) => validate(u, [])
  return copy
}

describe('isTransparent', () => {
  it('never holds for a type that decodes an accepted value to anything but that very value', () => {
    fc.assert(
      fc.property(anyType, anyValue, (type, value) => {
        if (isTransparent(type) && type.is(value)) expect(E.toUnion(type.decode(value))).to.equal(value)
      }),
      { numRuns: 500 },
    )
  })

  it('holds for types that only check', () => {
    const Tree: t.Any = t.recursion('Tree', (self: t.Any): t.Any => t.type({ parts: t.array(self) }))
    const Tagged = t.union([t.type({ type: t.literal('a') }), t.type({ type: t.literal('b') })])
    for (const type of [
      ...[t.string, t.number, t.boolean, t.null, t.undefined, t.unknown, t.UnknownArray, t.UnknownRecord, t.Int],
      ...[Tree, Tagged, t.record(t.string, Tagged), t.readonly(t.tuple([t.string])), t.readonlyArray(Tree)],
      t.intersection([t.type({ a: t.string }), t.partial({ b: t.keyof({ c: null }) })]),
    ]) {
      expect(isTransparent(type), type.name).to.be.true
    }
  })

  it('does not hold for types that change what they take, or that it does not know', () => {
    const Tree: t.Any = t.recursion('Tree', (self: t.Any): t.Any => t.type({ parts: t.array(self), name: Trimmed }))
    for (const type of [
      ...[Trimmed, t.strict({}), t.exact(t.partial({})), t.record(t.keyof({ a: null }), t.string), Tree],
      ...[t.record(Trimmed, t.string), t.string.pipe(Trimmed), t.refinement(Trimmed, () => true)],
      ...[copyOf(t.string), copyOf(t.array(t.string)), copyOf(t.literal('a'))],
    ]) {
      expect(isTransparent(type), type.name).to.be.false
      expect(isTransparent(t.array(t.type({ part: type }))), type.name).to.be.false
    }
  })
})
