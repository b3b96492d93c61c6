import { expect } from 'chai'

import { type ConnectionError, failure } from '../../lib/model/connection-error.ts'
import { defaultRetry } from '../../lib/model/retry.ts'
import {
  addressed,
  at,
  dialed,
  elapsed,
  ended,
  errored,
  flushed,
  greeted,
  handshake,
  opened,
  overdue,
  play,
  policyWith,
  redial,
  restart,
  start,
  stop,
  tags,
  told,
  wake,
} from './play.ts'

const policy = policyWith({ retry: { ...defaultRetry, jitter: 'none' } })
const refused = (status: number): ConnectionError => failure('HandshakeFailed', 'chat', 'refused', { status })

describe('a dial', () => {
  it('sets its time limit before it publishes a state or resolves the address', () => {
    const [state, commands] = play(policy, start)
    const outage = { attempt: 1, refresh: 'Unused', history: 'NeverOpen', wokenAt: -Infinity }
    expect(state).to.deep.equal({ _tag: 'Addressing', epoch: 1, ...outage })
    expect(tags(commands)).to.deep.equal(['SetTimer', 'PublishState', 'ResolveAddress'])
    expect(commands[0]).to.deep.include({ timer: 'connect', delay: 10_000 })
  })

  it('goes through address, opening handshake and greeting, and publishes only Open', () => {
    const greets = policyWith({ hasGreeting: true })
    expect(play(greets, start, addressed())[1]).to.deep.equal([{ _tag: 'DialSocket' }])
    expect(play(greets, start, addressed(), opened())[1]).to.deep.equal([{ _tag: 'GreetPeer' }])
    const [state, commands] = play(greets, start, addressed(), opened(), at(7, greeted()))
    expect(state).to.deep.include({ _tag: 'Open', since: 7 })
    expect(tags(commands)).to.deep.equal(['ClearTimer', 'SetTimer', 'PublishState', 'FlushOutbox'])
  })

  it('publishes the last value of its greeting with Open', () => {
    const greets = policyWith({ hasGreeting: true })
    const emitted = { value: { session: 7 } }
    const [state, commands] = play(greets, start, ...dialed(), { _tag: 'Greeted', epoch: 1, emitted })
    const published = { ...handshake, greeting: { session: 7 } }
    expect(state).to.deep.include({ _tag: 'Open', handshake: published })
    expect(commands).to.deep.include({ _tag: 'PublishState', state: { _tag: 'Open', ...published } })
  })

  it('ends at a stop in whichever phase it is', () => {
    const greets = policyWith({ hasGreeting: true })
    for (const phase of [[], [addressed()], [addressed(), opened()]]) {
      const [state, commands] = play(greets, start, ...phase, stop(4000, 'bye'))
      expect(state).to.deep.include({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
      expect(tags(commands)).to.deep.equal(['AbandonDial', 'ClearTimer', 'SettleQueued', 'PublishState'])
    }
  })

  it('guarantee 12: ignores the reports of an earlier dial, and the timer of an earlier state', () => {
    const second = [start, ...dialed(), ended(1006), elapsed('retry'), ...dialed(2)]
    const [before] = play(policy, ...second)
    for (const stale of [ended(1006), errored(refused(503)), flushed(), elapsed('retry'), overdue('connect')]) {
      expect(play(policy, ...second, stale)).to.deep.equal([before, []])
    }
  })

  it('is open at once where there is no greeting, and sets no heartbeat where there is none', () => {
    const [state, commands] = play(policyWith({ heartbeat: false }), start, ...dialed())
    expect(state._tag).to.equal('Open')
    expect(tags(commands)).to.deep.equal(['ClearTimer', 'PublishState', 'FlushOutbox'])
  })

  it('guarantee 7: that takes too long fails, whichever phase it is in', () => {
    const greets = policyWith({ hasGreeting: true })
    for (const phase of [[], [addressed()], [addressed(), opened()]]) {
      const late = [start, ...phase, at(10_000, elapsed('connect'))]
      expect(play(greets, ...late)[1]).to.deep.equal([{ _tag: 'AwaitInput', timer: 'connect' }])
      const [state, commands] = play(greets, ...late, at(10_000, overdue('connect')))
      expect(state._tag).to.equal('Waiting')
      expect(told(commands)).to.deep.equal(['Fault ConnectTimedOut', 'Waiting'])
    }
  })
})

describe('a start after an end', () => {
  it('guarantee 8: of a run that failed waits its backoff, with the former error as its cause', () => {
    const error = refused(404)
    const [state, commands] = play(policy, start, addressed(), errored(error), at(9_000, start))
    expect(state).to.deep.include({ _tag: 'Waiting', attempt: 1, delay: 500, until: 9_500, cause: error })
    expect(state).to.include({ history: 'NeverOpen' })
    expect(commands[0]).to.deep.equal({ _tag: 'SetTimer', timer: 'retry', delay: 500 })
    expect(told(commands)).to.deep.equal(['Waiting'])
    const third = [start, addressed(), errored(error), start, elapsed('retry'), addressed(2), errored(error, 2), start]
    expect(play(policy, ...third)[0]).to.deep.include({ _tag: 'Waiting', attempt: 2, delay: 1_000 })
  })

  it("guarantee 8: by the peer's close before stableAfter waits too, with that close as its cause", () => {
    const [state] = play(policy, start, ...dialed(), ended(1000), start)
    expect(state).to.deep.include({ _tag: 'Waiting', delay: 500 })
    expect(state._tag === 'Waiting' && state.cause).to.include({ _tag: 'ConnectionLost', code: 1000 })
  })

  it('of a stable connection is attempt 1, at once', () => {
    const closed = [start, ...dialed(), at(5_000, ended(1000)), start]
    expect(play(policy, ...closed)[0]).to.deep.include({ _tag: 'Addressing', attempt: 1 })
    const failed = [start, ...dialed(), at(5_000, ended(1009)), start]
    expect(play(policy, ...failed)[0]).to.deep.include({ _tag: 'Addressing', attempt: 1 })
  })

  it('of our own stop is attempt 1, at once, wherever the stop met it', () => {
    const runs = [
      [start, stop()],
      [start, addressed(), errored(refused(503)), stop()],
      [start, ...dialed(), stop(), flushed(), ended(1000)],
      [start, ...dialed(), stop(), flushed(), ended(1006)],
    ]
    for (const run of runs) {
      expect(play(policy, ...run, start)[0]).to.deep.include({ _tag: 'Addressing', attempt: 1, refresh: 'Unused' })
    }
  })

  it('goes on where maxAttempts gave up: one more attempt, and the whole of its backoff', () => {
    const given = policyWith({ retry: { ...defaultRetry, jitter: 'none', maxAttempts: 1 } })
    const [state] = play(given, start, addressed(), errored(refused(503)), start)
    expect(state).to.deep.include({ _tag: 'Waiting', attempt: 1, delay: 500 })
    expect(state._tag === 'Waiting' && state.cause._tag).to.equal('RetriesExhausted')
    const [failed] = play(
      given,
      ...[start, addressed(), errored(refused(503)), start, elapsed('retry'), addressed(2), errored(refused(503), 2)],
    )
    expect(failed._tag === 'Failed' && failed.error).to.include({ _tag: 'RetriesExhausted', attempts: 2 })
  })

  it('keeps to the Retry-After of the error that exhausted the retries', () => {
    const given = policyWith({ retry: { ...defaultRetry, maxAttempts: 1 } })
    const error = failure('HandshakeFailed', 'chat', 'busy', { status: 503, retryAfter: 60_000 })
    expect(play(given, start, addressed(), errored(error), start)[0]).to.deep.include({ delay: 60_000 })
  })

  it('does not grant a second refresh', () => {
    const refreshed = [start, addressed(), errored(refused(401)), elapsed('retry'), addressed(2)]
    const again = [...refreshed, errored(refused(401), 2), start, elapsed('retry'), addressed(3)]
    expect(play(policy, ...again, errored(refused(401), 3))[0]._tag).to.equal('Failed')
  })
})

describe('a connection that waits', () => {
  const lost = [start, ...dialed(), ended(1006)]

  it('dials the next attempt when its time has come, when it is woken and when it is restarted', () => {
    for (const input of [elapsed('retry'), wake, restart, redial]) {
      const [state, commands] = play(policy, ...lost, input)
      expect(state).to.deep.include({ _tag: 'Addressing', epoch: 2, attempt: 2 })
      expect(commands[0]).to.deep.equal({ _tag: 'SetTimer', timer: 'connect', delay: 10_000 })
    }
  })

  it('ignores a start, which is under way already', () => {
    expect(play(policy, ...lost, start)[1]).to.deep.equal([])
  })

  it('is closed by a stop as what was never open: 1006', () => {
    const [state, commands] = play(policy, ...lost, stop(4000, 'bye'))
    expect(state).to.deep.include({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
    expect(tags(commands)).to.deep.equal(['ClearTimer', 'SettleQueued', 'PublishState'])
  })
})
