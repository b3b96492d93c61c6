import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

import { reportIssues } from '../../lib/codecs/report-issues.ts'
import { isRecursive, someType } from '../../lib/codecs/type-parts.ts'
import { anyType, anyValue } from '../support/arbitrary-types.ts'

const told = (type: t.Any, value: unknown, limit?: number): string[] =>
  reportIssues(type, value, limit).map(({ path, message }) => `${path}: ${message}`)

const isRecursiveRefinement = (type: t.Any): boolean => type instanceof t.RefinementType && isRecursive(type)

const Order = t.type({ id: t.string, price: t.number })

describe('reportIssues', () => {
  it('writes paths as one would in code', () => {
    expect(told(t.type({ orders: t.array(Order) }), { orders: [{ id: 'a', price: 'b' }, 1] })).to.deep.equal([
      'orders[0].price: expected number',
      'orders[1]: expected object',
    ])
    expect(told(t.array(t.array(t.string)), [[], ['a', 1]])).to.deep.equal(['[1][1]: expected string'])
    expect(told(t.record(t.string, t.number), { 'two words': '', $ok: '', '0': '', ä: '', 'a"b': '' })).to.deep.equal([
      '["0"]: expected number',
      '["two words"]: expected number',
      '$ok: expected number',
      'ä: expected number',
      '["a\\"b"]: expected number',
    ])
  })

  it('shows no more of a long key than its beginning', () => {
    expect(told(t.record(t.string, t.number), { ['k'.repeat(10_000)]: '' })[0]).to.have.length.below(100)
  })

  it('finds something exactly where decoding fails', () => {
    fc.assert(
      fc.property(anyType, anyValue, fc.integer({ min: 1, max: 3 }), (type, value, limit) => {
        const issues = reportIssues(type, value, limit)
        // A refinement of a recursive type that changes values is left to the caller, who decodes once.
        if (issues.length > 0 || !someType(type, isRecursiveRefinement)) {
          expect(issues.length > 0).to.equal(E.isLeft(type.decode(value)))
        }
        expect(issues).to.have.length.at.most(limit)
      }),
      { numRuns: 500 },
    )
  })

  it('is empty where nothing is wrong', () => {
    for (const [type, value] of [
      [Order, { id: 'a', price: 1, more: true }],
      [t.partial({ a: t.string }), { a: undefined }],
      [t.exact(Order), { id: 'a', price: 1, more: true }],
      [t.tuple([t.string]), ['a', 1]],
      [t.union([t.null, Order]), null],
      [t.record(t.keyof({ a: null }), t.number), { a: 1, b: 'x' }],
    ] as const) {
      expect(told(type, value), type.name).to.deep.equal([])
    }
  })

  it('names what was expected', () => {
    const Even = t.refinement(t.number, (n) => n % 2 === 0, 'Even')
    const values: ReadonlyArray<readonly [t.Any, unknown]> = [
      ...([t.string, t.number, t.boolean, t.null, t.Int, Even, t.literal('a')] as const).map(
        (type) => [type, 0.5] as const,
      ),
      ...([t.UnknownRecord, Order, t.exact(Order), t.record(t.string, t.string)] as const).map(
        (type) => [type, []] as const,
      ),
      ...([t.UnknownArray, t.array(Order), t.tuple([Order]), t.readonlyArray(Order)] as const).map(
        (type) => [type, {}] as const,
      ),
      [t.keyof({ a: null, b: null }), 'c'],
      [t.record(t.keyof({ a: null, b: null }), t.number), { a: 1 }],
    ]
    const lines = values.map(([type, value]) => told(type, value).join())
    expect(lines.filter((line) => line !== '')).to.deep.equal([
      ...[': expected string', ': expected boolean', ': expected null', ': expected Int', ': expected Even'],
      ': expected "a"',
      ...Array<string>(4).fill(': expected object'),
      ...Array<string>(4).fill(': expected array'),
      ': expected "a" | "b"',
      'b: expected number',
    ])
  })

  it('looks into readonly, exact, refined, recursive and tuple types', () => {
    interface Tree {
      readonly name: string
      readonly parts: ReadonlyArray<Tree>
    }
    const Tree: t.Type<Tree> = t.recursion('Tree', (self) => t.type({ name: t.string, parts: t.readonlyArray(self) }))
    expect(told(Tree, { name: 'a', parts: [{ name: 'b', parts: [{ name: 1, parts: [] }] }] })).to.deep.equal([
      'parts[0].parts[0].name: expected string',
    ])
    const Nested = t.readonly(t.refinement(t.exact(Order), ({ price }) => price > 0, 'Priced'))
    expect(told(Nested, { id: 1, price: 1 })).to.deep.equal(['id: expected string'])
    expect(told(Nested, { id: 'a', price: 0 })).to.deep.equal([': expected Priced'])
    expect(told(t.tuple([t.string, Order]), ['a', { id: 'a' }])).to.deep.equal(['[1].price: expected number'])
  })

  it('reports the issues of all parts of an intersection, each once', () => {
    const Both = t.intersection([Order, t.partial({ note: t.string }), t.type({ id: t.string })])
    expect(told(Both, { id: 1, price: 1, note: 1 })).to.deep.equal(['id: expected string', 'note: expected string'])
    expect(told(Both, 1)).to.deep.equal([': expected object'])
  })

  it('lists what a union takes, where no member looked into the value', () => {
    expect(told(t.array(t.union([t.string, t.null, t.string])), [1])).to.deep.equal(['[0]: expected string or null'])
  })

  it('reports the issues of the nearest member of a union', () => {
    const Trade = t.type({ id: t.string, buyer: t.string, seller: t.string })
    expect(told(t.union([t.null, Trade, Order]), { id: 'a', price: 'b' })).to.deep.equal(['price: expected number'])
  })

  it('goes by the tag of a union that has one', () => {
    const Tagged = t.union([
      t.type({ type: t.literal('a'), of: t.string }),
      t.intersection([t.type({ type: t.literal('b') }), t.partial({ of: t.number })]),
    ])
    expect(told(Tagged, { type: 'a', of: 1 })).to.deep.equal(['of: expected string'])
    expect(told(Tagged, { type: 'b', of: 'c' })).to.deep.equal(['of: expected number'])
    expect(told(Tagged, { type: 'secret' })).to.deep.equal(['type: expected a known type'])
    expect(told(t.array(Tagged), [1])).to.deep.equal(['[0]: expected object'])
  })

  it('asks a type that it does not know, and repeats neither the value nor its message', () => {
    const Strange = new t.Type<Date>(
      'Strange',
      (u): u is Date => u instanceof Date,
      (u, context) => t.failure(u, context, `secret ${String(u)}`),
      t.identity,
    )
    expect(told(t.type({ at: Strange }), { at: 'secret' })).to.deep.equal(['at: expected Strange'])
    const copy = Object.assign(Object.create(t.ArrayType.prototype) as t.Any, t.array(t.string), {
      decode: () => t.failures([]),
    })
    expect(told(copy, ['a'])).to.deep.equal([': expected Array<string>'])
  })

  it('takes linear time for types that recur in several members', function () {
    this.timeout(2_000)
    const Recurs: t.Any = t.recursion('Recurs', (self: t.Any): t.Any =>
      t.intersection([t.partial({ a: self, b: t.array(self) }), t.partial({ a: self, c: t.string })]),
    )
    const deep = JSON.parse(`${'{"a":'.repeat(500)}{"c":1}${'}'.repeat(500)}`) as unknown
    expect(told(Recurs, deep)).to.deep.equal([`${Array(500).fill('a').join('.')}.c: expected string`])
    const wide = { b: Array<unknown>(20_000).fill({ a: { a: { a: { c: 1 } } } }) }
    expect(told(Recurs, wide, 32)).to.have.length(32)
  })

  it('stops at the limit', () => {
    const Wide = t.array(t.type({ a: t.string, b: t.string }))
    expect(told(Wide, Array(100).fill({}), 3)).to.deep.equal([
      '[0].a: expected string',
      '[0].b: expected string',
      '[1].a: expected string',
    ])
    expect(told(t.intersection([Wide, Wide]), [{}, {}], 3)).to.have.length(3)
  })
})
