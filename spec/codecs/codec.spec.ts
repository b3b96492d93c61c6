import { expect } from 'chai'
import { expectTypeOf } from 'expect-type'
import * as E from 'fp-ts/lib/Either.js'
import { type Codec, codec, defineConnection } from 'pulsewire'

import { decodeMessage } from '../../lib/connection/receiving/decode.ts'
import { encodeMessage } from '../../lib/connection/sending/encode.ts'

function toNumber(data: string | Uint8Array): number {
  if (typeof data !== 'string' || Number.isNaN(Number(data))) throw new RangeError('s3cr3t is no number')
  return Number(data)
}

describe('codec', () => {
  const numbers = codec(toNumber, (value: number) => String(value))

  it('makes a codec of two plain functions', () => {
    expect(numbers.decode('7')).to.deep.equal(E.right(7))
    expect(numbers.encode(7)).to.deep.equal(E.right('7'))
    expectTypeOf(numbers).toEqualTypeOf<Codec<number, number>>()
    expect(defineConnection({ url: 'ws://peer', codec: numbers }).codec).to.equal(numbers)
  })

  it('has its own type for each direction', () => {
    const both = codec(toNumber, (value: boolean) => Uint8Array.of(Number(value)))
    expectTypeOf(both).toEqualTypeOf<Codec<number, boolean>>()
    expect(both.encode(true)).to.deep.equal(E.right(Uint8Array.of(1)))
  })

  it('makes a decode error of what decode throws, with the error as its cause and not in the message', () => {
    const error = decodeMessage('chat', numbers, 'x')
    expect(error).to.have.nested.property('left._tag', 'DecodeFailed')
    expect(error).to.have.nested.property('left.cause').that.is.instanceOf(RangeError)
    expect(error).to.have.nested.property('left.message').that.does.not.include('s3cr3t')
  })

  it('makes an encode error of what encode throws, and of anything that is neither a string nor bytes', () => {
    const thrower = codec(toNumber, () => {
      throw new Error('no')
    })
    expect(encodeMessage('chat', thrower, 1, undefined)).to.have.nested.property('left._tag', 'EncodeFailed')
    const wrong = codec(toNumber, () => 7 as never)
    expect(encodeMessage('chat', wrong, 1, undefined))
      .to.have.nested.property('left.message')
      .that.includes('neither a string nor bytes')
  })

  it('throws at once when a function is missing', () => {
    expect(() => codec(toNumber, undefined as never)).to.throw(TypeError, 'undefined for encode')
    expect(() => codec(JSON as never, String)).to.throw(TypeError, 'a JSON for decode')
  })
})
