import { expect } from 'chai'

import { fromHash, maxLength, toHash } from '../../../docs/.vitepress/playground/address.ts'

describe('the address of a test in the playground', () => {
  it('carries a text there and back', async () => {
    for (const text of ['', "it('receives €', () => {})\n".repeat(40)]) {
      const hash = await toHash(text)
      expect(hash).to.match(/^#code=[\w-]+$/)
      expect(await fromHash(hash ?? '')).to.equal(text)
    }
  })

  it('carries no text that is too long for it', async () => {
    let seed = 1
    const noise = Array.from({ length: maxLength }, () =>
      String.fromCharCode(33 + ((seed = (seed * 16_807) % 2_147_483_647) % 90)),
    )
    expect(await toHash(noise.join(''))).to.equal(undefined)
  })

  it('gives no text where it has none, a damaged one, or one that unpacks to megabytes', async () => {
    const bomb = await toHash('a'.repeat(1_000_000))
    for (const hash of ['', '#playground', '#code=', '#code=AAAA', bomb ?? '']) {
      expect(await fromHash(hash), hash).to.equal(undefined)
    }
  })
})
