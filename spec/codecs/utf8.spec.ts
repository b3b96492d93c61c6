import { expect } from 'chai'
import fc from 'fast-check'

import { decodeUtf8, decodeUtf8Leniently, encodeUtf8, utf8Length } from '../../lib/codecs/utf8.ts'
import { anyText } from '../support/arbitrary-text.ts'

describe('utf8Length', () => {
  it('counts what the encoder writes, for well-formed and ill-formed texts', () => {
    const encoder = new TextEncoder()
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Length(text)).to.equal(encoder.encode(text).length)
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0xd700, max: 0xe0ff })), (units) => {
        const text = String.fromCharCode(...units)
        expect(utf8Length(text)).to.equal(encoder.encode(text).length)
      }),
    )
  })

  it('counts three for a lone surrogate and four for a pair', () => {
    expect(['\ud83d', '\ude00', '\ude00\ud83d', '\ud83d\ude00', ''].map(utf8Length)).to.deep.equal([3, 3, 6, 4, 0])
  })
})

describe('encodeUtf8 and its decoders', () => {
  it('keep a byte order mark', () => {
    expect(decodeUtf8(encodeUtf8('\uFEFFäö'))).to.equal('\uFEFFäö')
    expect(decodeUtf8Leniently(encodeUtf8('\uFEFFäö'))).to.equal('\uFEFFäö')
  })

  it('refuse invalid bytes, or replace them by U+FFFD', () => {
    expect(decodeUtf8(Uint8Array.of(195, 40))).to.equal(undefined)
    expect(decodeUtf8Leniently(Uint8Array.of(195, 40))).to.equal('\uFFFD(')
  })
})
