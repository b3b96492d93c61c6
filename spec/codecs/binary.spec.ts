import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'

import { binary } from '../../lib/codecs/binary.ts'
import { text } from '../../lib/codecs/text.ts'
import { anyText } from '../support/arbitrary-text.ts'

describe('binary', () => {
  it('hands bytes over as they are, Buffers too', () => {
    for (const bytes of [Uint8Array.of(1, 2), Buffer.from([3])]) {
      expect(E.toUnion(binary.decode(bytes))).to.equal(bytes)
      expect(E.toUnion(binary.encode(bytes))).to.equal(bytes)
    }
  })

  it('gives the UTF-8 of a text', () => {
    expect(binary.decode('a\u20ac')).to.deep.equal(E.right(Uint8Array.of(0x61, 0xe2, 0x82, 0xac)))
    fc.assert(
      fc.property(anyText, (value) => {
        expect(E.chain(text.decode)(binary.decode(value))).to.deep.equal(E.right(value))
      }),
    )
  })

  it('refuses to send anything but bytes', () => {
    const message = 'expected bytes (a typed array, a DataView or a buffer)'
    for (const value of [undefined, null, 'a', [1], {}]) {
      expect(binary.encode(value as never)).to.deep.equal(E.left([{ path: '', message }]))
    }
  })
})
