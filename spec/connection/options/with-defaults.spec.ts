import { expect } from 'chai'

import { withDefaults } from '../../../lib/connection/options/with-defaults.ts'

describe('withDefaults', () => {
  it('fills in absent and undefined fields, and keeps every other value', () => {
    const defaults = { a: 1, b: 2, c: 3 }
    expect(withDefaults(defaults, { a: undefined, b: 0 })).to.deep.equal({ a: 1, b: 0, c: 3 })
    expect(defaults).to.deep.equal({ a: 1, b: 2, c: 3 })
  })

  it('keeps given fields that have no default', () => {
    expect(withDefaults({ a: 1 }, { b: 2, c: undefined })).to.deep.equal({ a: 1, b: 2 })
  })
})
