import { expect } from 'chai'

import type { Step } from '../../lib/machine/step.ts'
import { defaultRetry } from '../../lib/model/retry.ts'
import { at, dialed, elapsed, play, policyWith, start, told } from './play.ts'

const heartbeat = { interval: 30_000, timeout: 10_000 }
const policy = policyWith({ heartbeat, retry: { ...defaultRetry, jitter: 'none' } })

/** Plays heartbeat timers of a connection that opened at 0: when each ran out, and whether anything was heard. */
function beats(...timers: ReadonlyArray<readonly [time: number, isAlive: boolean]>): Step {
  return play(policy, start, ...dialed(), ...timers.map(([time, isAlive]) => at(time, elapsed('heartbeat', isAlive))))
}

const ask = (delay: number): unknown => [{ _tag: 'SetTimer', timer: 'heartbeat', delay }, { _tag: 'PingPeer' }]
const rest = (delay: number): unknown => [{ _tag: 'SetTimer', timer: 'heartbeat', delay }]

describe('the heartbeat', () => {
  it('asks an interval after the opening, also where something was heard meanwhile', () => {
    expect(play(policy, start, ...dialed())[1]).to.deep.include({ _tag: 'SetTimer', timer: 'heartbeat', delay: 30_000 })
    for (const isAlive of [true, false]) {
      const [state, commands] = beats([30_000, isAlive])
      expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'Pinged', at: 30_000 } })
      expect(commands).to.deep.equal(ask(10_000))
    }
  })

  it('rests until an interval after it asked, where anything was heard since', () => {
    const [state, commands] = beats([30_000, false], [40_000, true])
    expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'NotPinged' } })
    expect(commands).to.deep.equal(rest(20_000))
  })

  it('asks every interval', () => {
    const [state, commands] = beats([30_000, false], [40_000, true], [60_000, true])
    expect(state).to.deep.include({ probe: { _tag: 'Pinged', at: 60_000 } })
    expect(commands).to.deep.equal(ask(10_000))
  })

  it('guarantee 7: notices a silent peer a timeout after it asked', () => {
    const [state, commands] = beats([30_000, true], [40_000, false])
    expect(state._tag).to.equal('Waiting')
    expect(told(commands)).to.deep.equal(['Fault HeartbeatTimedOut', 'Waiting'])
  })

  it('guarantee 7: never lets more than interval and timeout pass between a sign of life and its judgement', () => {
    // The peer dies right after an answer: the next question comes an interval after the one before.
    const [state] = beats([30_000, true], [40_000, true], [60_000, false], [70_000, false])
    expect(state._tag).to.equal('Waiting')
  })

  it('asks once more, and only once, where the timer comes late, as after a sleep', () => {
    const slept: ReadonlyArray<readonly [number, boolean]> = [
      [30_000, false],
      [3_600_000, false],
    ]
    const [state, commands] = beats(...slept)
    expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'Pinged', at: 3_600_000 } })
    expect(commands).to.deep.equal(ask(10_000))
    expect(beats(...slept, [3_610_000, false])[0]._tag).to.equal('Waiting')
    expect(beats(...slept, [3_610_000, true])[0]._tag).to.equal('Open')
  })

  it('takes up to 250 ms for the ordinary lateness of timers', () => {
    expect(beats([30_000, false], [40_250, false])[0]._tag).to.equal('Waiting')
    expect(beats([30_000, false], [40_251, false])[0]._tag).to.equal('Open')
  })

  it('sends no burst after a sleep between two questions', () => {
    const [, commands] = beats([30_000, false], [40_000, true], [3_600_000, false])
    expect(commands).to.deep.equal(ask(10_000))
    const [, next] = beats([30_000, false], [40_000, true], [3_600_000, false], [3_610_000, true])
    expect(next).to.deep.equal(rest(20_000))
  })

  it('asks at once where the answer took longer than the interval', () => {
    const [, commands] = beats([30_000, false], [60_001, true])
    expect(commands).to.deep.equal(ask(10_000))
  })

  it('guarantee 7: asks every interval also where the timeout is longer', () => {
    const long = policyWith({ heartbeat: { interval: 1_000, timeout: 3_000 } })
    const plays = (...timers: ReadonlyArray<readonly [time: number, isAlive: boolean]>): Step =>
      play(long, start, ...dialed(), ...timers.map(([time, isAlive]) => at(time, elapsed('heartbeat', isAlive))))
    expect(plays([1_000, false])[1]).to.deep.equal(ask(1_000))
    expect(plays([1_000, false], [2_000, true])[1]).to.deep.equal(ask(1_000))
    expect(plays([1_000, false], [2_000, false])[1]).to.deep.equal(rest(1_000))
    // An answer that comes after the first look is seen an interval later, and not only when the timeout is over.
    expect(plays([1_000, false], [2_000, false], [3_000, true])[1]).to.deep.equal(ask(1_000))
    expect(plays([1_000, false], [2_000, false], [3_000, false], [4_000, false])[0]._tag).to.equal('Waiting')
  })

  it('is silent where there is none', () => {
    expect(play(policyWith({ heartbeat: false }), start, ...dialed(), elapsed('heartbeat'))[1]).to.deep.equal([])
  })
})
