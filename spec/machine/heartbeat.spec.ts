import { expect } from 'chai'

import type { Input, Timed } from '../../lib/machine/input.ts'
import type { Step } from '../../lib/machine/step.ts'
import { defaultRetry } from '../../lib/model/retry.ts'
import { passive } from './explore.ts'
import { at, dialed, elapsed, overdue, play, policyWith, start, told } from './play.ts'

const heartbeat = { interval: 30_000, timeout: 10_000 }
const policy = policyWith({ heartbeat, retry: { ...defaultRetry, jitter: 'none' } })

type Beat = readonly [time: number, isAlive: boolean, make?: (timer: 'heartbeat', aliveAt?: number) => Input]

/** Inputs of the heartbeat's timer: the time of each, and whether the peer gave a sign of life before. */
const inputs = (beats: ReadonlyArray<Beat>): ReadonlyArray<Timed> =>
  beats.map(([time, isAlive, make = elapsed]) => at(time, make('heartbeat', isAlive ? time : undefined)))

/** Plays them on a connection that opened at 0. */
const beats = (...given: ReadonlyArray<Beat>): Step => play(policy, start, ...dialed(), ...inputs(given))

const ping = (delay: number): unknown => [{ _tag: 'SetTimer', timer: 'heartbeat', delay }, { _tag: 'PingPeer' }]
const rest = (delay: number): unknown => [{ _tag: 'SetTimer', timer: 'heartbeat', delay }]
const read: unknown = [{ _tag: 'AwaitInput', timer: 'heartbeat' }]

describe('the heartbeat', () => {
  it('pings an interval after the opening, also after a sign of life', () => {
    expect(play(policy, start, ...dialed())[1]).to.deep.include({ _tag: 'SetTimer', timer: 'heartbeat', delay: 30_000 })
    for (const isAlive of [true, false]) {
      const [state, commands] = beats([30_000, isAlive])
      expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'Pinged', at: 30_000 } })
      expect(commands).to.deep.equal(ping(10_000))
    }
  })

  it('rests until an interval after its ping, where it was answered', () => {
    const [state, commands] = beats([30_000, false], [40_000, true])
    expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'NotPinged' } })
    expect(commands).to.deep.equal(rest(20_000))
  })

  it('pings every interval', () => {
    const [state, commands] = beats([30_000, false], [40_000, true], [60_000, true])
    expect(state).to.deep.include({ probe: { _tag: 'Pinged', at: 60_000 } })
    expect(commands).to.deep.equal(ping(10_000))
  })

  it('lets unread input be read at the deadline, before it decides anything', () => {
    const [state, commands] = beats([30_000, true], [40_000, false])
    expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'Pinged', at: 30_000 } })
    expect(commands).to.deep.equal(read)
    // The pong lay in the buffer of the socket.
    expect(beats([30_000, true], [40_000, false], [40_001, true, overdue])[1]).to.deep.equal(rest(19_999))
  })

  it('guarantee 7: finds a peer dead that is silent a timeout after a ping, when its input was read', () => {
    const [state, commands] = beats([30_000, true], [40_000, false], [40_000, false, overdue])
    expect(state._tag).to.equal('Waiting')
    expect(told(commands)).to.deep.equal(['Fault HeartbeatTimedOut', 'Waiting'])
  })

  it('guarantee 7: finds a peer dead that dies right after a pong', () => {
    const [state] = beats([30_000, true], [40_000, true], [60_000, false], [70_000, false], [70_000, false, overdue])
    expect(state._tag).to.equal('Waiting')
  })

  it('guarantee 7: finds a dead peer dead, however busy the event loop is', () => {
    for (const late of [1, 251, 400, 5_000]) {
      const [state] = beats([30_000, false], [40_000 + late, false], [40_000 + late, false, overdue])
      expect(state._tag).to.equal('Waiting')
    }
  })

  it('pings once more after a sleep, and finds the peer dead at the next deadline, however late that is', () => {
    const slept: ReadonlyArray<Beat> = [
      [30_000, false],
      [3_600_000, false],
      [3_600_000, false, overdue],
    ]
    const [state, commands] = beats(...slept)
    expect(state).to.deep.include({ _tag: 'Open', probe: { _tag: 'PingedAgain', at: 3_600_000 } })
    expect(commands).to.deep.equal(ping(10_000))
    expect(beats(...slept, [3_610_000, true])[0]).to.deep.include({ _tag: 'Open', probe: { _tag: 'NotPinged' } })
    for (const late of [3_610_000, 9_000_000]) {
      expect(beats(...slept, [late, false], [late, false, overdue])[0]._tag).to.equal('Waiting')
    }
  })

  it('sends no burst after a sleep between two pings', () => {
    const [, commands] = beats([30_000, false], [40_000, true], [3_600_000, false])
    expect(commands).to.deep.equal(ping(10_000))
    const [, next] = beats([30_000, false], [40_000, true], [3_600_000, false], [3_610_000, true])
    expect(next).to.deep.equal(rest(20_000))
  })

  it('pings at once where the answer took longer than the interval', () => {
    const [state, commands] = beats([30_000, false], [60_001, true])
    expect(state).to.deep.include({ probe: { _tag: 'Pinged', at: 60_001 } })
    expect(commands).to.deep.equal(ping(10_000))
  })

  it('guarantee 7: pings every interval also where the timeout is longer', () => {
    const long = policyWith({ heartbeat: { interval: 1_000, timeout: 3_000 } })
    const plays = (...given: ReadonlyArray<Beat>): Step => play(long, start, ...dialed(), ...inputs(given))
    expect(plays([1_000, false])[1]).to.deep.equal(ping(1_000))
    expect(plays([1_000, false], [2_000, true])[1]).to.deep.equal(ping(1_000))
    expect(plays([1_000, false], [2_000, false])[1]).to.deep.equal(rest(1_000))
    // An answer after the first look counts an interval later, and not only when the timeout is over.
    expect(plays([1_000, false], [2_000, false], [3_000, true])[1]).to.deep.equal(ping(1_000))
    const silent: ReadonlyArray<Beat> = [
      [1_000, false],
      [2_000, false],
      [3_000, false],
      [4_000, false],
    ]
    expect(plays(...silent)[1]).to.deep.equal(read)
    expect(plays(...silent, [4_000, false, overdue])[0]._tag).to.equal('Waiting')
  })

  it('guarantee 7: looks for an answer at the deadline, also where that is no multiple of the interval', () => {
    const uneven = policyWith({ heartbeat: { interval: 1_000, timeout: 1_500 } })
    const unanswered = inputs([
      [1_000, false],
      [2_000, false],
    ])
    expect(play(uneven, start, ...dialed(), ...unanswered)[1]).to.deep.equal(rest(500))
  })

  it('does nothing where there is none', () => {
    const off = policyWith({ heartbeat: false })
    for (const make of [elapsed, overdue]) {
      expect(play(off, start, ...dialed(), make('heartbeat'))[1]).to.deep.equal([])
    }
  })
})

describe('a passive heartbeat', () => {
  const listening = policyWith({ heartbeat: passive })
  const plays = (...given: ReadonlyArray<Input>): Step => play(listening, start, ...dialed(), ...given)

  it('never pings, and looks again when the peer will have been silent for the timeout', () => {
    expect(plays()[1]).to.deep.include({ _tag: 'SetTimer', timer: 'heartbeat', delay: 10_000 })
    expect(plays(at(10_000, elapsed('heartbeat', 7_000)))[1]).to.deep.equal(rest(7_000))
    expect(plays(at(10_000, elapsed('heartbeat', 7_000)), at(17_000, elapsed('heartbeat', 16_999)))[1]).to.deep.equal(
      rest(9_999),
    )
  })

  it('guarantee 7: finds a peer dead that is silent for the timeout, when its input was read', () => {
    const silent = [at(10_000, elapsed('heartbeat'))]
    expect(plays(...silent)[1]).to.deep.equal(read)
    const [state, commands] = plays(...silent, at(10_000, overdue('heartbeat')))
    expect(state._tag).to.equal('Waiting')
    expect(told(commands)).to.deep.equal(['Fault HeartbeatTimedOut', 'Waiting'])
    expect(plays(...silent, at(10_400, overdue('heartbeat', 10_400)))[1]).to.deep.equal(rest(10_000))
  })

  it('lets input be read where the latest sign of life is older than the timeout, as after a block', () => {
    expect(plays(at(25_000, elapsed('heartbeat', 9_000)))[1]).to.deep.equal(read)
  })

  it('does nothing on a wake, since it cannot ask', () => {
    expect(plays({ _tag: 'Wake' })[1]).to.deep.equal([])
  })
})
