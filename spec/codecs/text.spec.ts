import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'

import { text } from '../../lib/codecs/text.ts'
import { anyText } from '../support/arbitrary-text.ts'

describe('text', () => {
  it('hands strings over as they are', () => {
    expect(text.decode('a')).to.deep.equal(E.right('a'))
    expect(text.encode('a')).to.deep.equal(E.right('a'))
  })

  it('reads bytes as UTF-8, and keeps a byte order mark', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(text.decode(new TextEncoder().encode(value))).to.deep.equal(E.right(value))
      }),
    )
    expect(text.decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).to.deep.equal(E.right('\ufeffa'))
  })

  it('decodes each message afresh after invalid UTF-8', () => {
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      expect(text.decode(Uint8Array.from(bytes))).to.deep.equal(E.left([{ path: '', message: 'expected UTF-8' }]))
      expect(text.decode(Uint8Array.of(0x61))).to.deep.equal(E.right('a'))
    }
  })

  it('refuses to send anything but strings', () => {
    for (const value of [undefined, null, 1, {}, Uint8Array.of(1), Object('a')]) {
      expect(text.encode(value as string)).to.deep.equal(E.left([{ path: '', message: 'expected string' }]))
    }
  })
})
