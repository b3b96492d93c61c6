import { expect } from 'chai'

import { setTimer, type Timer } from '../../../lib/connection/timers/timer.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'

describe('setTimer', () => {
  it('calls its owner once when it fires, and never after it was cancelled', () => {
    const clock = manualClock()
    const told: Timer[] = []
    const owner = { elapsed: (timer: Timer) => told.push(timer) }
    const first = setTimer(clock, 10, owner)
    const second = setTimer(clock, 10, owner)
    second.cancel()
    clock.pass(10)
    expect(told).to.deep.equal([first])
    first.cancel()
    expect(clock.pending()).to.equal(0)
  })

  it('takes a clock that calls at once', () => {
    const told: Timer[] = []
    const hasty = {
      now: () => 0,
      after: (_ms: number, f: () => void) => {
        f()
        return () => undefined
      },
    }
    const timer = setTimer(hasty, 0, { elapsed: (one) => told.push(one) })
    expect(told).to.deep.equal([timer])
  })
})
