import { expect } from 'chai'

import { setInputTimer, setTimer, type Timer } from '../../../lib/connection/timers/timer.ts'
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
    const owner = {
      elapsed: (one: Timer): void => {
        told.push(one)
        one.cancel()
      },
    }
    const timer = setTimer(hasty, 0, owner)
    expect(told).to.deep.equal([timer])
  })
})

describe('setInputTimer', () => {
  it('fires when the input that has arrived was read, or at once on a clock that knows nothing of input', () => {
    const told: string[] = []
    const owner = { elapsed: () => told.push('fired') }
    const clock = manualClock()
    let read = (): void => undefined
    const afterInput = (f: () => void): (() => void) => {
      read = f
      return () => undefined
    }
    setInputTimer({ now: clock.now, after: clock.after, afterInput }, owner)
    clock.pass(1_000)
    expect(told).to.deep.equal([])
    read()
    expect(told).to.deep.equal(['fired'])
    setInputTimer({ now: clock.now, after: clock.after }, owner)
    clock.pass(0)
    expect(told).to.deep.equal(['fired', 'fired'])
  })
})
