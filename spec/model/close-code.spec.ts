import { expect } from 'chai'
import fc from 'fast-check'

import { closeProblem, platformCloseCode } from '../../lib/model/close-code.ts'

describe('closeFault', () => {
  it('lets pass exactly the codes that an endpoint may send', () => {
    const passing: string[] = []
    for (let code = -1; code <= 70_000; code++) {
      if (closeProblem(code, undefined) !== undefined) continue
      const last = passing.at(-1)?.split('-').map(Number)
      if (last?.[1] === code - 1) passing[passing.length - 1] = `${last[0] ?? ''}-${code}`
      else passing.push(`${code}-${code}`)
    }
    expect(passing).to.deep.equal(['1000-1003', '1007-1014', '3000-4999'])
  })

  it('accepts an absent code and reason', () => {
    expect(closeProblem(undefined, undefined)).to.equal(undefined)
    expect(closeProblem(undefined, 'bye')).to.equal(undefined)
    expect(closeProblem(1000, '')).to.equal(undefined)
  })

  it('refuses codes that are no integers, from callers without types too', () => {
    for (const code of [NaN, Infinity, 1000.5, '1000', null, {}]) {
      expect(closeProblem(code as number, undefined)).to.be.a('string')
    }
  })

  it('allows a reason of 123 bytes and no more', () => {
    expect(closeProblem(1000, 'x'.repeat(123))).to.equal(undefined)
    expect(closeProblem(1000, 'x'.repeat(124))).to.contain('123 bytes')
    expect(closeProblem(1000, '\u20ac'.repeat(41))).to.equal(undefined)
    expect(closeProblem(1000, '\u20ac'.repeat(41) + 'x')).to.contain('123 bytes')
  })

  it('refuses a reason that is no well-formed text, without quoting it', () => {
    for (const reason of ['secret \ud83d', '\ude00 secret', 7, null]) {
      expect(closeProblem(1000, reason as string))
        .to.be.a('string')
        .that.does.not.contain('secret')
    }
    expect(closeProblem(1000, '\ud83d\ude00')).to.equal(undefined)
  })
})

describe('platformCloseCode', () => {
  it('leaves what the platform allows', () => {
    expect([1000, 3000, 4000, 4999].map(platformCloseCode)).to.deep.equal([1000, 3000, 4000, 4999])
  })

  it('moves the others into the private range, where they stay apart', () => {
    expect([1001, 1003, 1007, 1014].map(platformCloseCode)).to.deep.equal([4001, 4003, 4007, 4014])
  })

  it('gives only codes that the platform allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 4999 }), (code) => {
        fc.pre(closeProblem(code, undefined) === undefined)
        const sent = platformCloseCode(code)
        expect(sent === 1000 || (sent >= 3000 && sent <= 4999)).to.be.true
      }),
    )
  })
})
