import { expect } from 'chai'
import fc from 'fast-check'

import { utf8Length } from '../../lib/codecs/utf8.ts'
import { byteLength } from '../../lib/opentelemetry/byte-length.ts'

describe('byteLength', () => {
  it('counts as the loop for browsers does, lone surrogates too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\uD800', '\uDC00x'), (text, odd) => {
        expect(byteLength(text + odd)).to.equal(utf8Length(text + odd))
      }),
    )
    expect(byteLength(new Uint8Array(3))).to.equal(3)
  })
})
