import { expect } from 'chai'

import type { Curve, Points } from '../../bench/curves/curve.ts'
import { exponentOf, steepest } from '../../bench/curves/exponent.ts'
import { toPicture } from '../../bench/curves/picture.ts'

const sizes = [1, 3, 10, 30, 100, 300, 1_000]
const points = (cost: (size: number) => number): Points => ({
  line: 'all',
  points: sizes.map((size) => [size, cost(size)]),
})

describe('the exponent of a curve', () => {
  it('is that of a power, and leaves out a fixed cost that only small sizes feel', () => {
    expect(exponentOf(points(() => 7))).to.be.closeTo(0, 1e-9)
    expect(exponentOf(points((n) => 3 * n))).to.be.closeTo(1, 1e-9)
    expect(exponentOf(points((n) => 5 * n ** 2))).to.be.closeTo(2, 1e-9)
    expect(exponentOf(points((n) => 2 * n + 10))).to.be.within(0.9, 1)
  })

  it('allows a logarithm on top of a linear cost at large sizes, and no half power', () => {
    expect(exponentOf({ line: '', points: [1e3, 1e4, 1e5].map((n) => [n, n * Math.log2(n)]) })).to.be.below(steepest)
    expect(exponentOf(points((n) => n ** 1.5))).to.be.above(steepest)
  })
})

describe('the picture of a curve', () => {
  const curve: Curve = {
    ...{ name: 'x', title: 'Many things', things: 'things', cost: 'CPU', unit: 'µs', sizes, repeats: 1, lines: [] },
  }
  const picture = toPicture(curve, [points((n) => 20 * n), points(() => 9)])

  it('names its axes with units, and the exponent of each line', () => {
    for (const text of ['Many things', 'CPU', 'things', '1,000', '10 µs', '100 ms', 'exponent 1.00', 'exponent 0.00']) {
      expect(picture).to.include(`>${text.startsWith('exponent') ? 'all: ' : ''}${text}<`)
    }
  })

  it('has colours for light and dark, and keeps everything inside', () => {
    expect(picture).to.include('prefers-color-scheme: dark')
    const numbers = [...picture.matchAll(/ (?:x|x1|x2|cx)="([^"]+)"/g)].map(([, x]) => Number(x))
    expect(Math.min(...numbers)).to.be.at.least(0)
    expect(Math.max(...numbers)).to.be.at.most(720)
    expect(numbers.length).to.be.above(30)
  })
})
