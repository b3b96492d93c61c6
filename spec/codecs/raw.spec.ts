import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'

import { raw } from '../../lib/codecs/raw.ts'

describe('raw', () => {
  it('hands text and bytes over as they are, both ways', () => {
    for (const value of ['', 'a', Uint8Array.of(0xff)]) {
      expect(E.toUnion(raw.decode(value))).to.equal(value)
      expect(E.toUnion(raw.encode(value))).to.equal(value)
    }
  })

  it('refuses to send anything else', () => {
    for (const value of [undefined, null, 1, {}]) {
      expect(raw.encode(value as string)).to.deep.equal(
        E.left([{ path: '', message: 'expected a string or bytes (a typed array, a DataView or a buffer)' }]),
      )
    }
  })
})
