import { Buffer } from 'node:buffer'

import { expect } from 'chai'
import fc from 'fast-check'

import { UnsentBytes } from '../../lib/websocket/unsent-bytes.ts'

describe('UnsentBytes', () => {
  it('counts what a list of sizes counts, whenever it is read', () => {
    const step = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((data) => ({ _tag: 'Add' as const, data })),
      fc.uint8Array().map((data) => ({ _tag: 'Add' as const, data })),
      fc.constant({ _tag: 'Settle' as const }),
      fc.constant({ _tag: 'Read' as const }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const unsent = new UnsentBytes()
        const sizes: number[] = []
        for (const one of steps) {
          if (one._tag === 'Add') {
            unsent.add(one.data)
            sizes.push(Buffer.byteLength(one.data))
          } else if (one._tag === 'Settle' && sizes.length > 0) {
            unsent.settle()
            sizes.shift()
          } else if (one._tag === 'Read') {
            expect(unsent.bytes).to.equal(sizes.reduce((sum, size) => sum + size, 0))
          }
        }
        expect(unsent.bytes).to.equal(sizes.reduce((sum, size) => sum + size, 0))
      }),
    )
  })

  it('stays right over more settled messages than it keeps, while some are always waiting', () => {
    const unsent = new UnsentBytes()
    for (let i = 0; i < 5_000; i++) {
      unsent.add('four')
      if (i >= 3) unsent.settle()
      if (i % 7 === 0) expect(unsent.bytes).to.equal(4 * Math.min(i + 1, 3))
    }
  })
})
