import { expect } from 'chai'
import fc from 'fast-check'

import { utf8Length } from '../../lib/codecs/utf8.ts'
import { byteLength } from '../../lib/opentelemetry/byte-length.ts'
import { anyText } from '../support/arbitrary-text.ts'

describe('byteLength', () => {
  it('counts as the loop for browsers does, lone surrogates too', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('', '\uD800', '\uDC00x'), (text, odd) => {
        expect(byteLength(text + odd)).to.equal(utf8Length(text + odd))
      }),
    )
    expect(byteLength(new Uint8Array(3))).to.equal(3)
  })
})
