import { expect } from 'chai'
import fc from 'fast-check'

import { defaultRetry, maxTimerDelay, retryDelay, type RetryPolicy } from '../../lib/model/retry.ts'

const whole: RetryPolicy = { ...defaultRetry, jitter: 'none' }

const policy: fc.Arbitrary<RetryPolicy> = fc.record({
  initialDelay: fc.oneof(fc.nat(), fc.constant(0), fc.constant(Infinity)),
  maxDelay: fc.oneof(fc.nat(), fc.constant(Infinity), fc.constant(Number.MAX_VALUE)),
  factor: fc.oneof(fc.double({ min: 1, max: 1e300, noNaN: true }), fc.constant(Infinity)),
  jitter: fc.constantFrom('full', 'none'),
  maxAttempts: fc.constant(Infinity),
  stableAfter: fc.nat(),
})
const attempt = fc.integer({ min: 2, max: 1_000_000 })
const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('retryDelay', () => {
  it('grows by the factor from the second attempt on, up to maxDelay', () => {
    const delays = [2, 3, 4, 5, 6, 7, 8, 9, 1_000_000].map((number) => retryDelay(whole, number, 0.3))
    expect(delays).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('takes a part of the whole that the draw says, anew for each attempt', () => {
    expect([0, 0.25, 0.5, 0.999].map((part) => retryDelay(defaultRetry, 3, part))).to.deep.equal([0, 250, 500, 999])
  })

  it('does not grow with a factor of 1, and does not wait with an initialDelay of 0', () => {
    expect(retryDelay({ ...whole, factor: 1 }, 50, 0)).to.equal(500)
    for (const number of [2, 3, 5_000]) expect(retryDelay({ ...whole, initialDelay: 0 }, number, 0.9)).to.equal(0)
  })

  it('waits at least as long as the peer asks, beyond maxDelay too, and longer where it would anyway', () => {
    expect(retryDelay(whole, 2, 0, 90_000)).to.equal(90_000)
    expect(retryDelay(defaultRetry, 2, 0, 700)).to.equal(700)
    expect(retryDelay(whole, 4, 0, 700)).to.equal(2_000)
  })

  it('is never more than a timer can wait', () => {
    const endless = { ...whole, initialDelay: Infinity, maxDelay: Infinity }
    expect(retryDelay(endless, 2, 0)).to.equal(2 ** 31 - 1)
    expect(retryDelay(whole, 2, 0, Infinity)).to.equal(maxTimerDelay)
  })

  it('is a number where the whole has grown beyond all numbers and the draw is 0', () => {
    expect(retryDelay({ ...defaultRetry, maxDelay: Infinity }, 2_000, 0)).to.equal(0)
  })

  it('is a whole number of milliseconds that a timer takes, for every policy, attempt and draw', () => {
    fc.assert(
      fc.property(policy, attempt, draw, fc.nat(), (given, number, part, atLeast) => {
        const delay = retryDelay(given, number, part, atLeast)
        expect(Number.isInteger(delay), `${delay}`).to.equal(true)
        expect(delay).to.be.within(Math.min(atLeast, maxTimerDelay), maxTimerDelay)
        if (atLeast === 0) expect(delay).to.be.at.most(Math.round(Math.min(given.maxDelay, maxTimerDelay)))
      }),
    )
  })

  it('never shrinks from one attempt to the next without jitter', () => {
    fc.assert(
      fc.property(policy, attempt, (given, number) => {
        const fixed: RetryPolicy = { ...given, jitter: 'none' }
        expect(retryDelay(fixed, number + 1, 0)).to.be.at.least(retryDelay(fixed, number, 0))
      }),
    )
  })
})
