import { expect } from 'chai'

import { hasMoved } from '../../lib/transport/traffic.ts'

describe('hasMoved', () => {
  const rows = [
    ['bytes that came in', [0, 0, 0], [1, 0, 0], true],
    ['nothing', [5, 9, 0], [5, 9, 0], false],
    ['nothing, with bytes stuck', [5, 9, 7], [5, 9, 7], false],
    ['bytes that were stuck and went out, at least in part', [5, 9, 7], [5, 10, 6], true],
    ['bytes accepted while none was stuck: a dead peer has room for them too', [5, 9, 0], [5, 109, 3], false],
    ['more bytes behind those that are stuck', [5, 9, 7], [5, 9, 700], false],
    ['the end of the socket', [5, 9, 7], [0, 0, 0], false],
  ] as const

  for (const [what, before, after, expected] of rows) {
    it(`is ${expected} for ${what}`, () => {
      const [first, second] = [before, after].map(([read, written, stuck]) => ({ read, written, stuck }))
      expect(hasMoved(first!, second!)).to.equal(expected)
    })
  }
})
