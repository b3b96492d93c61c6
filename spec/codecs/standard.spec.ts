import { type } from 'arktype'
import { expect } from 'chai'
import { expectTypeOf } from 'expect-type'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type Codec, standard, type StandardSchema } from 'pulsewire'
import * as v from 'valibot'
import * as z from 'zod'

interface Order {
  id: string
  items: Array<{ price: number }>
}

const schemas: Readonly<Record<string, StandardSchema<Order>>> = {
  zod: z.object({ id: z.string(), items: z.array(z.object({ price: z.number() })) }),
  valibot: v.object({ id: v.string(), items: v.array(v.object({ price: v.number() })) }),
  arktype: type({ id: 'string', items: type({ price: 'number' }).array() }),
}

const issuesOf = (answer: E.Either<unknown, unknown>): unknown => (E.isLeft(answer) ? answer.left : 'fits')

describe('standard', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    describe(`with a schema of ${name}`, () => {
      const codec = standard(schema)
      const order = { id: 'a', items: [{ price: 1 }] }

      it('decodes and encodes what fits', () => {
        expect(codec.decode(JSON.stringify(order))).to.deep.equal(E.right(order))
        expect(codec.decode(new TextEncoder().encode(JSON.stringify(order)))).to.deep.equal(E.right(order))
        expect(codec.encode(order)).to.deep.equal(E.right(JSON.stringify(order)))
      })

      it('gives the place of each fault, and quotes no value', () => {
        const wrong = { id: 'a', items: [{ price: 1 }, { price: 's3cr3t' }] }
        const expected = [{ path: 'items[1].price', message: 'does not fit the schema' }]
        expect(issuesOf(codec.decode(JSON.stringify(wrong)))).to.deep.equal(expected)
        expect(issuesOf(codec.encode(wrong as never))).to.deep.equal(expected)
      })

      it('refuses input that is no JSON, and drops keys __proto__', () => {
        expect(issuesOf(codec.decode('s3cr3t'))).to.deep.equal([{ path: '', message: 'expected JSON' }])
        const decoded = codec.decode('{"id":"a","items":[],"__proto__":{"admin":true}}')
        expect(E.isRight(decoded) && (decoded.right as { admin?: boolean }).admin).to.equal(undefined)
      })

      it('lists no more than 32 faults', () => {
        const items = Array(1_000).fill({})
        expect(issuesOf(codec.decode(JSON.stringify({ id: 'a', items })))).to.have.length.within(1, 32)
      })
    })
  }

  it('sends an input of the one schema as it is, and emits its output', () => {
    const codec = standard(z.object({ at: z.string().transform((at) => new Date(at)) }))
    expectTypeOf(codec).toEqualTypeOf<Codec<{ at: Date }, { at: string }>>()
    const at = '2026-05-06T00:00:00.000Z'
    expect(codec.decode(JSON.stringify({ at }))).to.deep.equal(E.right({ at: new Date(at) }))
    expect(codec.encode({ at })).to.deep.equal(E.right(JSON.stringify({ at })))
  })

  it('has a schema for each direction, of any two libraries, and sends the output of the second', () => {
    const codec = standard(
      v.object({ price: v.number() }),
      z.date().transform((at) => ({ since: at.getTime() })),
    )
    expectTypeOf(codec).toEqualTypeOf<Codec<{ price: number }, Date>>()
    expect(codec.decode('{"price":1}')).to.deep.equal(E.right({ price: 1 }))
    expect(codec.encode(new Date(7))).to.deep.equal(E.right('{"since":7}'))
  })

  it('names a schema that answers a Promise as the mistake, and leaves no rejection', async () => {
    const late = z.object({ id: z.string().refine(() => Promise.reject(new Error('late'))) })
    const [issue] = issuesOf(standard(late).decode('{"id":"a"}')) as [{ message: string }]
    expect(issue.message).to.contain('answered a Promise').and.contain('without asynchronous checks')
    await new Promise((resolve) => setImmediate(resolve))
  })

  for (const [what, given, cure] of [
    ['a type of io-ts', t.string, 'json(type)'],
    ['nothing', undefined, 'undefined'],
    ['an object', {}, 'an object'],
    ['a text', 'string', 'a string'],
  ] as const) {
    it(`throws at once when given ${what}`, () => {
      expect(() => standard(given as never)).to.throw(TypeError, cure)
      expect(() => standard(z.string(), (given ?? null) as never)).to.throw(TypeError)
    })
  }
})
