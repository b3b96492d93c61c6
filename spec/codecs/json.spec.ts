import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as z from 'zod'

import { json } from '../../lib/codecs/json.ts'
import type { Issues } from '../../lib/model/issue.ts'
import { anyType, anyValue } from '../support/arbitrary-types.ts'

interface Order {
  readonly id: string
  readonly price: number
}

const Order: t.Type<Order, unknown> = t.type({ id: t.string, price: t.number })

const DateFromText = new t.Type<Date, string>(
  'DateFromText',
  (u): u is Date => u instanceof Date,
  (u, context) => (typeof u === 'string' ? t.success(new Date(u)) : t.failure(u, context)),
  (date) => date.toISOString(),
)

interface Tree {
  readonly parts: ReadonlyArray<Tree>
}

const Tree: t.Type<Tree> = t.recursion('Tree', (self) => t.type({ parts: t.readonlyArray(self) }))

const told = (answer: E.Either<Issues, unknown>): string[] =>
  E.isLeft(answer) ? answer.left.map(({ path, message }) => `${path}: ${message}`) : ['fits']

const untyped = (value: unknown): never => value as never

describe('json', () => {
  it('reads text and bytes, and writes text', () => {
    const codec = json(t.array(Order))
    const source = '[{"id":"a","price":1}]'
    const orders = [{ id: 'a', price: 1 }]
    expect(codec.decode(source)).to.deep.equal(E.right(orders))
    expect(codec.decode(new TextEncoder().encode(source))).to.deep.equal(E.right(orders))
    expect(codec.encode(orders)).to.deep.equal(E.right(source))
  })

  it('reads what it wrote', () => {
    const codec = json(t.unknown)
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'))
        expect(E.chain(codec.decode)(codec.encode(value) as E.Either<Issues, string>)).to.deep.equal(
          E.right(JSON.parse(JSON.stringify(value))),
        )
      }),
    )
  })

  it('has a type for each direction', () => {
    const codec = json(Order, t.type({ subscribe: t.string }))
    expect(codec.encode({ subscribe: 'a' })).to.deep.equal(E.right('{"subscribe":"a"}'))
    expect(told(codec.encode(untyped({ id: 'a', price: 1 })))).to.deep.equal(['subscribe: expected string'])
    expect(told(codec.decode('{"subscribe":"a"}'))).to.deep.equal(['id: expected string', 'price: expected number'])
  })

  it('reports the path where a message does not fit its type', () => {
    const codec = json(t.type({ orders: t.array(Order) }))
    expect(told(codec.decode('{"orders":[{"id":"a","price":"secret"}]}'))).to.deep.equal([
      'orders[0].price: expected number',
    ])
    expect(told(codec.encode(untyped({ orders: [{ id: 'a' }] })))).to.deep.equal(['orders[0].price: expected number'])
  })

  it('never quotes input that is no JSON or no UTF-8', () => {
    expect(told(json(Order).decode('secret'))).to.deep.equal([': expected JSON'])
    expect(told(json(Order).decode(''))).to.deep.equal([': expected JSON'])
    expect(told(json(Order).decode(Uint8Array.of(0xff)))).to.deep.equal([': expected UTF-8'])
  })

  describe('with types that change what they take', () => {
    it('decodes and encodes through them', () => {
      const codec = json(t.type({ at: DateFromText }))
      const event = { at: new Date('2026-05-06T00:00:00.000Z') }
      const source = '{"at":"2026-05-06T00:00:00.000Z"}'
      expect(codec.decode(source)).to.deep.equal(E.right(event))
      expect(codec.encode(event)).to.deep.equal(E.right(source))
      expect(told(codec.encode(untyped({ at: 'x' })))).to.deep.equal([': expected { at: DateFromText }'])
      expect(told(codec.encode({ at: new Date(NaN) })).join()).to.contain('has no JSON')
    })

    it('drops the keys that exact types drop', () => {
      const codec = json(t.array(t.strict({ a: t.number })))
      expect(codec.decode('[{"a":1,"b":2}]')).to.deep.equal(E.right([{ a: 1 }]))
      expect(codec.encode([untyped({ a: 1, b: 2 })])).to.deep.equal(E.right('[{"a":1}]'))
    })

    it('answers the same for long messages as for short ones', () => {
      const codec = json(t.array(t.strict({ a: DateFromText })))
      const long = (item: string): string => `[${Array(2_000).fill('{"a":"2026-05-06","b":1}').join()},${item}]`
      const decoded = codec.decode(long('{"a":"2026-05-06"}'))
      expect(E.isRight(decoded) && decoded.right.every((item) => Object.keys(item).join() === 'a')).to.be.true
      expect(told(codec.decode(long('{}')))).to.deep.equal(['[2000].a: expected DateFromText'])
      expect(told(codec.decode('[{}]'))).to.deep.equal(['[0].a: expected DateFromText'])
    })

    it('returns a Left for a type that throws, without quoting', () => {
      const throwing = (): never => {
        throw new Error('secret')
      }
      const Throwing = new t.Type<string>('Throwing', t.string.is, throwing, throwing)
      expect(told(json(Throwing).decode('""'))).to.deep.equal([': expected Throwing'])
      expect(told(json(Throwing).encode('')).join())
        .to.contain('has no JSON')
        .and.not.contain('secret')
    })
  })

  describe('with keys __proto__', () => {
    const hostile = ['"__proto__"', '"\\u005f_proto__"', '"__\\u0070roto__"', '"__p\\u0072\\u006F\\u0074o_\\u005F"']

    it('drops them at any depth, escaped or not', () => {
      for (const key of hostile) {
        const decoded = json(t.unknown).decode(`{"a":[{${key}:{"admin":true},"b":1}],${key}:{"admin":true}}`)
        expect(decoded, key).to.deep.equal(E.right({ a: [{ b: 1 }] }))
        const value = E.toUnion(decoded) as { a: [object] }
        expect(Object.hasOwn(value, '__proto__') || Object.hasOwn(value.a[0], '__proto__'), key).to.be.false
      }
    })

    it('lets none reach a copy that a type makes', () => {
      for (const key of hostile) {
        const decoded = E.toUnion(json(t.type({ at: DateFromText })).decode(`{"at":"2026",${key}:{"admin":true}}`))
        expect((decoded as { admin?: boolean }).admin, key).to.equal(undefined)
      }
    })

    it('drops none of their look-alikes, and no text that holds one', () => {
      const value = { _proto_: 1, '\\u005f_proto__': 2, constructor: 3, a: '__proto__' }
      expect(json(t.unknown).decode(JSON.stringify(value))).to.deep.equal(E.right(value))
    })

    it('drops them from a message of any depth', () => {
      const depth = 100_000
      const decoded = json(t.unknown).decode('['.repeat(depth) + '{"__proto__":1}' + ']'.repeat(depth))
      let value: unknown = E.toUnion(decoded)
      while (Array.isArray(value)) value = value[0]
      expect(value).to.deep.equal({})
      expect(Object.hasOwn(value as object, '__proto__')).to.be.false
    })
  })

  it('answers for a message that is nested too deeply for its type', () => {
    const deep = '{"parts":['.repeat(50_000) + ']}'.repeat(50_000)
    expect(told(json(Tree).decode(deep))).to.deep.equal([': nested too deeply'])
    const Changing: t.Any = t.recursion('Changing', (self: t.Any): t.Any => t.strict({ parts: t.array(self) }))
    expect(told(json(Changing).decode(deep))).to.deep.equal([': nested too deeply'])
  })

  it('answers soon for a message that is wrong all through', function () {
    this.timeout(5_000)
    const Wide = t.array(t.type({ a: t.string, b: t.string, c: t.string, d: t.string, e: t.string }))
    const wrong = `[${'{},'.repeat(100_000)}{}]`
    expect(told(json(Wide).decode(wrong))).to.have.length(32)
    expect(told(json(t.array(t.exact(Wide.type))).decode(wrong))).to.have.length(32)
  })

  it('refuses what has no JSON', () => {
    const codec = json(t.unknown)
    const circle: unknown[] = []
    circle.push(circle)
    const thrower = {
      toJSON(): never {
        throw new Error('secret')
      },
    }
    for (const value of [undefined, () => 1, Symbol('secret'), circle, 1n, thrower]) {
      expect(told(codec.encode(value)).join())
        .to.match(/^: has no JSON/)
        .and.not.contain('secret')
    }
    const tree: { parts: Tree[] } = { parts: [] }
    tree.parts.push(tree)
    expect(told(json(Tree).encode(tree))).to.deep.equal([': nested too deeply'])
  })

  it('takes a type that is not complete when it is called', () => {
    const codec = json(t.recursion('Later', (): t.Any => Later))
    const Later = t.type({ a: t.string })
    expect(codec.decode('{"a":"b"}')).to.deep.equal(E.right({ a: 'b' }))
  })

  it('answers what io-ts answers, for any type and message', () => {
    const hits = { right: 0, left: 0 }
    fc.assert(
      fc.property(anyType, anyValue, (type, value) => {
        const source = JSON.stringify(value)
        const expected = type.decode(JSON.parse(source))
        const decoded = json(type).decode(source)
        expect(decoded._tag).to.equal(expected._tag)
        if (E.isRight(expected)) expect(decoded).to.deep.equal(expected)
        hits[E.isRight(expected) ? 'right' : 'left'] += 1
      }),
      { numRuns: 3_000 },
    )
    expect(hits.right).to.be.above(100)
    expect(hits.left).to.be.above(100)
  })

  it('decodes by the member of a union that io-ts takes, where members overlap', () => {
    const Maybe = t.type({ a: t.union([t.string, t.undefined]) })
    for (const [type, source] of [
      [t.union([Maybe, t.type({ b: t.number })]), '{"b":1}'],
      [t.union([t.tuple([t.string]), t.array(t.string)]), '["a","b"]'],
      [t.union([t.array(t.tuple([t.string])), t.unknown]), '[["a","b"]]'],
      [t.union([t.type({ a: t.unknown }), t.UnknownRecord]), '{"b":1}'],
    ] as const) {
      expect(json(type as t.Any).decode(source)).to.deep.equal((type as t.Any).decode(JSON.parse(source)))
    }
  })

  describe('without types', () => {
    it('passes any JSON, typed unknown, without keys __proto__', () => {
      expect(json().decode('{"a":[1],"__proto__":{"b":1}}')).to.deep.equal(E.right({ a: [1] }))
      expect(told(json().decode('secret'))).to.deep.equal([': expected JSON'])
      expect(json().encode({ a: 1 })).to.deep.equal(E.right('{"a":1}'))
      expect(told(json().encode(() => 1))).to.deep.equal([': has no JSON'])
    })
  })

  for (const [type, cure] of [
    [z.object({ id: z.string() }), 'standard(schema)'],
    [{ id: t.string }, 'an object'],
    ['string', 'a string'],
    [null, 'null'],
    [json, 'a function named json'],
  ] as const) {
    it(`throws at once when given ${cure.replace(/^(a|an) /, '')}, which is no type of io-ts`, () => {
      expect(() => json(untyped(type))).to.throw(TypeError, cure)
      expect(() => json(t.string, untyped(type))).to.throw(TypeError, cure)
    })
  }

  describe('with a type that recurs in several members', () => {
    const levels = (depth: number, leaf: string): string => '{"a":'.repeat(depth) + leaf + '}'.repeat(depth)
    const types: Readonly<Record<string, (self: t.Any) => t.Any>> = {
      intersection: (self) => t.union([t.null, t.intersection([t.type({ a: self }), t.type({ a: self })])]),
      union: (self) => t.union([t.null, t.type({ a: self, b: t.string }), t.type({ a: self })]),
      'union of changing types': (self) => t.union([t.null, t.strict({ a: self, b: t.string }), t.strict({ a: self })]),
      refinement: (self) =>
        t.union([t.null, t.refinement(t.type({ a: self }), () => true), t.refinement(t.type({ a: self }), () => true)]),
      'refinement of changing types': (self) =>
        t.union([t.null, t.intersection([t.strict({ a: self }), t.refinement(t.strict({ a: self }), () => true)])]),
    }
    for (const [name, around] of Object.entries(types)) {
      for (const [kind, leaf] of [
        ['fits', 'null'],
        ['does not fit', '1'],
      ] as const) {
        it(`answers in linear time for a message that ${kind}: ${name}`, function () {
          this.timeout(2_000)
          const codec = json(t.recursion('Recurs', around))
          for (const depth of [1, 10, 30, 300]) {
            const decoded = codec.decode(levels(depth, leaf))
            const isCertain = depth < 11 || leaf === '1' || !name.includes('changing')
            if (isCertain) expect(E.isRight(decoded), `depth ${depth}`).to.equal(leaf === 'null')
          }
        })
      }
    }

    for (const [name, around] of Object.entries(types)) {
      it(`encodes a value in linear time: ${name}`, function () {
        this.timeout(2_000)
        const codec = json(t.recursion('Recurs', around))
        for (const depth of [1, 10, 30, 300]) {
          for (const leaf of ['null', '1']) {
            const source = levels(depth, leaf)
            const encoded = codec.encode(JSON.parse(source))
            if (leaf === '1') expect(E.isLeft(encoded), `depth ${depth}`).to.equal(true)
            else if (depth < 11 || !name.includes('changing')) expect(encoded).to.deep.equal(E.right(source))
          }
        }
      })
    }

    it('takes the time of one walk for many nodes that are not deep', function () {
      this.timeout(5_000)
      const Node = t.recursion('Node', types['union of changing types'] as (self: t.Any) => t.Any)
      const source = `[${Array(20_000).fill(levels(3, 'null')).join()}]`
      expect(E.isRight(json(t.array(Node)).decode(source))).to.be.true
    })
  })

  it('gives the key that a type wants where it may be undefined', () => {
    const codec = json(t.type({ a: t.union([t.string, t.undefined]) }))
    expect(codec.decode('{}')).to.deep.equal(E.right({ a: undefined }))
  })
})
