import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

import { exactCheck } from '../../lib/codecs/exact-check.ts'
import { anyType, anyValue, Trimmed } from '../support/arbitrary-types.ts'

const Quote = t.type({ symbol: t.string, price: t.number, sizes: t.array(t.number), firm: t.boolean, by: t.null })
const Told = t.union([t.type({ type: t.literal('quote'), quote: Quote }), t.strict({ type: t.keyof({ end: null }) })])
const Event = t.union([t.type({ type: t.literal('quote'), quote: Quote }), t.type({ type: t.keyof({ end: null }) })])

const says = (type: t.Any, source: string): boolean | undefined => exactCheck(type)?.(JSON.parse(source))

describe('exactCheck', () => {
  it('says yes only to what decodes to itself', () => {
    let yes = 0
    fc.assert(
      fc.property(anyType, anyValue, (type, value) => {
        if (exactCheck(type)?.(value) !== true) return
        yes += 1
        expect(type.is(value)).to.be.true
        expect(E.toUnion(type.decode(value))).to.equal(value)
      }),
      { numRuns: 5_000 },
    )
    expect(yes).to.be.above(10)
  })

  const quote = '{"symbol":"A","price":1,"sizes":[1,2],"firm":true,"by":null}'
  for (const [what, type, source] of [
    ['the keys of a type in their order', Quote, quote],
    ['an array of such objects', t.array(Quote), `[${quote},${quote}]`],
    ['a member of a union', Event, `{"type":"quote","quote":${quote}}`],
    ['another', Event, '{"type":"end"}'],
    ['an exact type without other keys', t.strict({ a: t.strict({ b: t.string }) }), '{"a":{"b":"c"}}'],
    ['no keys where there are none', t.type({}), '{}'],
  ] as const) {
    it(`says yes to ${what}`, () => {
      expect(says(type, source)).to.be.true
    })
  }

  for (const [what, source] of [
    ['another order', '{"price":1,"symbol":"A","sizes":[1,2],"firm":true,"by":null}'],
    ['more keys behind them', `${quote.slice(0, -1)},"more":1}`],
    ['a __proto__', `${quote.slice(0, -1)},"__proto__":{}}`],
    ['too few keys', '{"symbol":"A","price":1,"sizes":[1,2],"firm":true}'],
    ['nothing', '{}'],
    ['a wrong part', quote.replace('1', '"1"')],
    ['a wrong part of a part', quote.replace('[1,', '[null,')],
    ['an array', '["A",1,[1,2],true,null]'],
    ['null', 'null'],
    ['text', '"symbol"'],
  ] as const) {
    it(`does not say yes to ${what}`, () => {
      expect(says(Quote, source)).to.be.false
    })
  }

  it('takes no array for an object, though it has the keys', () => {
    expect(says(t.type({ 0: t.string }), '["a"]')).to.be.false
    expect(says(t.type({}), '[]')).to.be.false
  })

  it('cannot be had for what may change a value, or hold anything', () => {
    const Tree: t.Any = t.recursion('Tree', (self: t.Any): t.Any => t.type({ parts: t.array(self) }))
    for (const type of [Trimmed, t.unknown, t.UnknownRecord, t.record(t.string, t.string), t.partial({}), Tree, Told]) {
      expect(exactCheck(type), type.name).to.equal(undefined)
      expect(exactCheck(t.type({ part: type })), type.name).to.equal(undefined)
      expect(exactCheck(t.array(type)), type.name).to.equal(undefined)
    }
  })
})
