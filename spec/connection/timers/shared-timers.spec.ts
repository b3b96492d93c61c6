import { expect } from 'chai'
import fc from 'fast-check'
import { clientStart$, defineConnection, latency$ } from 'pulsewire'
import { marbles } from 'pulsewire/testing'
import { map } from 'rxjs'

import type { Clock } from '../../../lib/connection/timers/clock.ts'
import { forgetTimers, setSharedTimer } from '../../../lib/connection/timers/shared-timers.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'

/** Sets shared timers of a clock that call a function. */
const sharedTimers =
  (clock: Clock) =>
  (ms: number, f: () => unknown): (() => void) => {
    const timer = setSharedTimer(clock, ms, { elapsed: f })
    return () => {
      timer.cancel()
    }
  }

describe('setSharedTimer', () => {
  it('calls each owner when due, with one timer of the clock for all of one length', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const called: string[] = []
    after(100, () => called.push('a'))
    clock.pass(40)
    after(100, () => called.push('b'))
    after(100, () => called.push('c'))
    expect(clock.pending()).to.equal(1)
    clock.pass(60)
    expect(called).to.deep.equal(['a'])
    expect(clock.pending()).to.equal(1)
    clock.pass(40)
    expect(called).to.deep.equal(['a', 'b', 'c'])
    expect(clock.pending()).to.equal(0)
  })

  it('calls timers that are nearly due together with a due one, so that they stay together', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const called: string[] = []
    after(6_400, () => called.push('a'))
    clock.pass(100)
    after(6_400, () => called.push('b'))
    clock.pass(1)
    after(6_400, () => called.push('c'))
    clock.pass(6_299)
    expect(called).to.deep.equal(['a', 'b'])
    clock.pass(101)
    expect(called).to.deep.equal(['a', 'b', 'c'])
  })

  it('keeps one timer for each length', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const called: number[] = []
    for (const ms of [30, 10, 20]) after(ms, () => called.push(ms))
    clock.pass(30)
    expect(called).to.deep.equal([10, 20, 30])
  })

  it('lets those of about one length stand in one line, and calls each in time', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const start = clock.now()
    const called: string[] = []
    for (const ms of [20_000, 19_990, 19_995, 19_985]) {
      after(ms, () => called.push(`${ms} ${clock.now() - start}`))
      expect(clock.pending()).to.equal(1)
    }
    clock.pass(100_000)
    // The first to run out takes the others along, in the order in which they came.
    expect(called).to.deep.equal(['20000 19985', '19990 19985', '19995 19985', '19985 19985'])
    expect(clock.pending()).to.equal(0)
  })

  it('calls no owner late, and at most one part in 64 early, for any lengths and times', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 30_000 })), { maxLength: 60 }), (plan) => {
        const clock = manualClock()
        const after = sharedTimers(clock)
        const faults: string[] = []
        let left = plan.length
        for (const [pause, ms] of plan) {
          clock.pass(pause)
          const due = clock.now() + ms
          after(ms, () => {
            left -= 1
            const late = clock.now() - due
            if (late > 0 || late < -ms / 64) faults.push(`${ms} ms: ${late} late`)
          })
        }
        clock.pass(40_000)
        expect([faults, left, clock.pending()]).to.deep.equal([[], 0, 0])
      }),
    )
  })

  it('leaves no timer of the clock after the last cancel, and calls no cancelled one', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const called: string[] = []
    const first = after(10, () => called.push('first'))
    const second = after(10, () => {
      called.push('second')
      third()
    })
    const third = after(10, () => called.push('third'))
    first()
    clock.pass(10)
    expect(called).to.deep.equal(['second'])
    second()
    expect(clock.pending()).to.equal(0)
    after(10, () => called.push('fourth'))()
    expect(clock.pending()).to.equal(0)
  })

  it('lets a firing timer set another of the same length', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const at: number[] = []
    const start = clock.now()
    const beat = (): void => {
      at.push(clock.now() - start)
      if (at.length < 4) after(10, beat)
    }
    after(10, beat)
    clock.pass(100)
    expect(at).to.deep.equal([10, 20, 30, 40])
    expect(clock.pending()).to.equal(0)
  })

  it('guarantee 7: delays no timer behind one that is set again', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const start = clock.now()
    const called: string[] = []
    const beat = (name: string) => (): void => {
      called.push(`${name} ${clock.now() - start}`)
      after(100, beat(name))
    }
    after(100, beat('a'))
    clock.pass(40)
    after(100, beat('b'))
    clock.pass(200)
    expect(called).to.deep.equal(['a 100', 'b 140', 'a 200', 'b 240'])
  })

  it('guarantee 7: is not held up when the time of day is set back', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const called: string[] = []
    after(100, () => called.push('a'))
    clock.pass(50)
    after(100, () => called.push('b'))
    clock.step(-3_600_000)
    clock.pass(50)
    expect(called).to.deep.equal(['a'])
    clock.pass(50)
    expect(called).to.deep.equal(['a', 'b'])
    expect(clock.pending()).to.equal(0)
  })

  it('shares no timer with one of a former virtual time', () => {
    // As after a test in virtual time that leaves a connection running: its timers never come.
    const clock = manualClock()
    const after = sharedTimers(clock)
    const lost = clock.after
    Object.assign(clock, { after: () => () => undefined })
    after(100, () => undefined)
    Object.assign(clock, { after: lost })
    const called: string[] = []
    clock.sleep(1_000_000)
    after(100, () => called.push('a'))
    clock.pass(100)
    expect(called).to.deep.equal(['a'])
  })

  /** A clock whose time and timers the spec moves by hand. */
  function bareClock(): {
    clock: Clock
    set: (now: number) => void
    fire: () => void
    delays: () => readonly number[]
  } {
    let now = 1_000_000
    let timers: ReadonlyArray<{ readonly ms: number; readonly f: () => void }> = []
    const after = (ms: number, f: () => void): (() => void) => {
      const timer = { ms, f }
      timers = [...timers, timer]
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    }
    return {
      clock: { now: () => now, after },
      set: (moment) => (now = moment),
      fire: () => {
        const [first] = timers
        timers = timers.slice(1)
        first?.f()
      },
      delays: () => timers.map(({ ms }) => ms),
    }
  }

  it('goes on where another time has replaced the one in which its timers were set', () => {
    const { clock, set, fire, delays } = bareClock()
    const after = sharedTimers(clock)
    const called: string[] = []
    after(100, () => called.push('a'))
    set(1_000_050)
    after(100, () => called.push('b'))
    set(0)
    fire()
    expect(called).to.deep.equal(['a'])
    expect(delays()).to.deep.equal([50])
  })

  it('lets no timer of an earlier time stand behind those of a later one', () => {
    const { clock, set, fire, delays } = bareClock()
    const after = sharedTimers(clock)
    const called: string[] = []
    const cancel = after(100, () => called.push('old'))
    set(0)
    after(100, () => called.push('new'))
    expect(delays()).to.deep.equal([100, 100])
    // The end of the former line leaves the line that took its place.
    cancel()
    after(100, () => called.push('newer'))
    expect(delays()).to.deep.equal([100])
    set(100)
    fire()
    expect(called).to.deep.equal(['new', 'newer'])
  })

  it('forgets the timers of a time that is over', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    after(100, () => undefined)
    forgetTimers(clock)
    after(100, () => undefined)
    expect(clock.pending()).to.equal(2)
  })

  it('guarantee 7: is not late for a timer that is due before the first of those that remain', () => {
    const clock = manualClock()
    const after = sharedTimers(clock)
    const start = clock.now()
    const called: string[] = []
    const note = (name: string) => () => called.push(`${name} ${clock.now() - start}`)
    after(20_000, note('a'))
    clock.pass(10_000)
    after(20_000, note('b'))
    after(19_990, note('c'))
    clock.pass(30_000)
    expect(called).to.deep.equal(['a 20000', 'b 29990', 'c 29990'])
  })

  for (const round of [1, 2]) {
    it(
      `beats in every virtual time, though a connection was left running in another (${round})`,
      marbles(
        ({ peer, expectObservable }) => {
          const server = peer(['o'])
          const heartbeat = { interval: 1_000, timeout: 100 }
          const chat = defineConnection({ url: 'ws://peer/', transport: server.transport, heartbeat })
          clientStart$(chat).subscribe()
          expectObservable(latency$(chat).pipe(map(() => 'p'))).toBe('1s p 999ms p')
        },
        { until: 2_500 },
      ),
    )
  }
})
