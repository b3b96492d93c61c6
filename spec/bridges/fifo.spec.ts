import { expect } from 'chai'
import fc from 'fast-check'

import { Fifo } from '../../lib/bridges/shared/fifo.ts'

describe('Fifo', () => {
  it('does the same as an array, in every order of acts', () => {
    const act = fc.oneof({ weight: 3, arbitrary: fc.nat() }, { weight: 2, arbitrary: fc.constant('shift' as const) })
    fc.assert(
      fc.property(fc.array(act, { size: 'large' }), (acts) => {
        const fifo = new Fifo<number>()
        const array: number[] = []
        for (const each of acts) {
          if (each === 'shift') expect(fifo.shift()).to.equal(array.shift())
          else {
            fifo.push(each)
            array.push(each)
          }
          expect(fifo.size).to.equal(array.length)
        }
        fifo.clear()
        expect(fifo.size).to.equal(0)
        expect(fifo.shift()).to.equal(undefined)
      }),
    )
  })

  it('takes the items of a long queue in linear time', () => {
    // `shift` of an array of this length takes minutes.
    const fifo = new Fifo<number>()
    const count = 1_000_000
    for (let n = 0; n < count; n++) fifo.push(n)
    let misplaced = 0
    for (let n = 0; n < count; n++) if (fifo.shift() !== n) misplaced++
    expect(misplaced).to.equal(0)
  }).timeout(30_000)
})
