import { expect } from 'chai'

import type { Command } from '../../lib/machine/command.ts'
import type { State } from '../../lib/machine/state.ts'
import { type ConnectionError, failure } from '../../lib/model/connection-error.ts'
import type { End, Verdict } from '../../lib/model/diagnose.ts'
import { defaultRetry } from '../../lib/model/retry.ts'
import {
  addressed,
  at,
  dialed,
  elapsed,
  ended,
  errored,
  opened,
  overdue,
  play,
  policyWith,
  start,
  stop,
  tags,
  told,
} from './play.ts'

const refused = (status: number, retryAfter?: number): ConnectionError =>
  failure('HandshakeFailed', 'chat', 'refused', retryAfter === undefined ? { status } : { status, retryAfter })

const fixed = policyWith({ refreshable: false, retry: { ...defaultRetry, jitter: 'none' } })
const fresh = policyWith({ retry: { ...defaultRetry, jitter: 'none' } })
const once = policyWith({ isRetrying: false })
const twice = policyWith({ retry: { ...defaultRetry, jitter: 'none', maxAttempts: 2 } })

const faults = (commands: ReadonlyArray<Command>): ReadonlyArray<ConnectionError> =>
  commands.flatMap((command) => (command._tag === 'PublishFault' ? [command.error] : []))

/** The ends that `diagnose` was called with, for a connection that these inputs lead to. */
function endsOf(...inputs: Parameters<typeof play> extends [unknown, ...infer Inputs] ? Inputs : never): End[] {
  const ends: End[] = []
  const policy = policyWith({
    retry: { ...defaultRetry, jitter: 'none' },
    diagnose: (end) => {
      ends.push(end)
      return 'retry'
    },
  })
  play(policy, ...inputs)
  return ends
}

describe('lose', () => {
  it('waits after an end that time heals, with its error as the cause', () => {
    const error = refused(503)
    const [state, commands] = play(fixed, start, addressed(), at(100, errored(error)))
    expect(state).to.deep.include({ _tag: 'Waiting', attempt: 1, delay: 500, until: 600, cause: error })
    expect(told(commands)).to.deep.equal(['Fault HandshakeFailed', 'Waiting'])
    expect(tags(commands).indexOf('AbandonDial')).to.equal(0)
  })

  it('fails for good after an end that time does not heal', () => {
    const error = refused(404)
    const [state, commands] = play(fixed, start, addressed(), errored(error))
    expect(state).to.deep.include({ _tag: 'Failed', error })
    expect(told(commands)).to.deep.equal(['Fault HandshakeFailed', 'Failed'])
  })

  it('settles messages in flight before it publishes the error that fails the run', () => {
    const [state, commands] = play(fixed, start, ...dialed(), ended(1009))
    expect(state._tag).to.equal('Failed')
    // Settling may tell a SendUncertain; the last Fault before Failed is the error it carries.
    const [settled, fault, failed] = ['SettleWritten', 'PublishFault', 'PublishState'].map((tag) =>
      tags(commands).indexOf(tag),
    )
    expect(settled).to.be.lessThan(fault!)
    expect(fault).to.be.lessThan(failed!)
  })

  it('answers what waits with the error that failed the run, and with NotOpen where it was closed on purpose', () => {
    const [failed, ofFailed] = play(fixed, start, ...dialed(), ended(1009))
    expect(ofFailed).to.deep.include({ _tag: 'SettleQueued', cause: failed._tag === 'Failed' && failed.error })
    const [, ofClosed] = play(fixed, start, ...dialed(), ended(1000))
    expect(ofClosed).to.deep.include({ _tag: 'SettleQueued', cause: undefined })
  })

  it("takes the peer's 1000 for a deliberate end: Closed, and no Fault", () => {
    const [state, commands] = play(fixed, start, ...dialed(), ended(1000))
    expect(state).to.deep.include({ _tag: 'Closed', code: 1000, wasClean: true })
    expect(told(commands)).to.deep.equal(['Closed'])
  })

  it('publishes a deliberate end without a closing handshake as a Fault', () => {
    const policy = policyWith({ diagnose: () => 'closed' })
    const [state, commands] = play(policy, start, ...dialed(), ended(1006))
    expect(state).to.deep.include({ _tag: 'Closed', code: 1006, wasClean: false })
    expect(told(commands)).to.deep.equal(['Fault ConnectionLost', 'Closed'])
  })

  it('dials again at once, through Waiting, where fresh credentials may help, and takes a second such end for final', () => {
    const [waiting, commands] = play(fresh, start, addressed(), errored(refused(401)))
    expect(waiting).to.deep.include({ _tag: 'Waiting', delay: 0, refresh: 'Used' })
    expect(told(commands)).to.deep.equal(['Fault HandshakeFailed', 'Waiting'])
    const again = [start, addressed(), errored(refused(401)), elapsed('retry'), addressed(2)]
    const [failed] = play(fresh, ...again, errored(refused(401), 2))
    expect(failed._tag).to.equal('Failed')
  })

  it('allows another refresh once a connection was stable, and not before', () => {
    const until = [start, ...dialed(), ended(4401), elapsed('retry'), ...dialed(2)]
    expect(play(fresh, ...until, at(4_999, ended(4401, 2)))[0]._tag).to.equal('Failed')
    expect(play(fresh, ...until, at(5_000, ended(4401, 2)))[0]).to.deep.include({ _tag: 'Waiting', delay: 0 })
  })

  it('counts a refresh as an attempt', () => {
    const [state] = play(fresh, start, addressed(), errored(refused(401)), elapsed('retry'))
    expect(state).to.deep.include({ _tag: 'Addressing', attempt: 2 })
  })

  it('gives up after maxAttempts, with a Fault of its own after that of its cause', () => {
    const error = refused(503)
    const [state, commands] = play(
      twice,
      ...[start, addressed(), errored(refused(503)), elapsed('retry'), addressed(2), errored(error, 2)],
    )
    expect(told(commands)).to.deep.equal(['Fault HandshakeFailed', 'Fault RetriesExhausted', 'Failed'])
    const [cause, last] = faults(commands)
    expect(cause).to.equal(error)
    expect(last).to.include({ _tag: 'RetriesExhausted', attempts: 2, cause: error })
    expect(state._tag === 'Failed' && state.error).to.equal(last)
  })

  it('without retry fails at every end but a deliberate one, with its own error', () => {
    const error = refused(503)
    expect(play(once, start, addressed(), errored(error))[0]).to.deep.include({ _tag: 'Failed', error })
    expect(play(once, start, addressed(), errored(refused(401)))[0]._tag).to.equal('Failed')
    expect(play(once, start, ...dialed(), ended(1006))[0]._tag).to.equal('Failed')
    expect(play(once, start, ...dialed(), ended(1000))[0]._tag).to.equal('Closed')
  })

  it('guarantee 8: keeps counting where a server accepts and drops, and begins anew after stableAfter', () => {
    const until = [start, ...dialed(), ended(1006), elapsed('retry'), ...dialed(2)]
    expect(play(fixed, ...until, at(4_999, ended(1006, 2)))[0]).to.deep.include({ attempt: 2, delay: 1_000 })
    expect(play(fixed, ...until, at(5_000, ended(1006, 2)))[0]).to.deep.include({ attempt: 1, delay: 500 })
    const late = [start, ...dialed(), ended(1006), elapsed('retry'), addressed(2), at(4_000, opened(2))]
    expect(play(fixed, ...late, at(8_999, ended(1006, 2)))[0]).to.deep.include({ attempt: 2 })
    expect(play(fixed, ...late, at(9_000, ended(1006, 2)))[0]).to.deep.include({ attempt: 1 })
  })

  it('never dials sooner than Retry-After asks, also beyond maxDelay', () => {
    expect(play(fixed, start, addressed(), errored(refused(503, 60_000)))[0]).to.deep.include({ delay: 60_000 })
  })

  it('asks the given diagnose, and the default where that throws or answers nonsense', () => {
    const patient = policyWith({ diagnose: () => 'retry' })
    expect(play(patient, start, addressed(), errored(refused(404)))[0]._tag).to.equal('Waiting')
    const broken = [
      () => {
        throw new Error('broken')
      },
      () => 'never' as never,
    ]
    for (const diagnose of broken) {
      const policy = policyWith({ diagnose })
      expect(play(policy, start, addressed(), errored(refused(404)))[0]._tag).to.equal('Failed')
      expect(play(policy, start, addressed(), errored(refused(503)))[0]._tag).to.equal('Waiting')
      expect(play(policy, start, ...dialed(), ended(1000))[0]._tag).to.equal('Closed')
    }
  })

  it('passes to diagnose the end, and whether a new dial may use fresh values', () => {
    const error = refused(503)
    expect(endsOf(start, addressed(), errored(error))).to.deep.equal([
      { error, refreshable: true, attempt: 1, wasOpen: false },
    ])
  })

  it('passes to diagnose whether the connection was open before in this run', () => {
    const lost = [start, ...dialed(), ended(1006), elapsed('retry'), addressed(2), errored(refused(503), 2)]
    expect(endsOf(...lost).map(({ wasOpen }) => wasOpen)).to.deep.equal([true, true])
    const stable = [
      start,
      ...dialed(),
      at(5_000, ended(1006)),
      elapsed('retry'),
      addressed(2),
      errored(refused(503), 2),
    ]
    expect(endsOf(...stable).map(({ wasOpen, attempt }) => [wasOpen, attempt])).to.deep.equal([
      [true, 1],
      [true, 2],
    ])
    // Another run has not been open.
    expect(endsOf(...stable, stop(), start, addressed(3), errored(refused(503), 3)).at(-1)?.wasOpen).to.equal(false)
  })

  it('follows each verdict of diagnose, also where the default decides otherwise', () => {
    const leadsTo = (verdict: Verdict, error: ConnectionError): State =>
      play(policyWith({ diagnose: () => verdict }), start, addressed(), errored(error))[0]
    expect(leadsTo('retry', refused(404))).to.include({ _tag: 'Waiting', refresh: 'Unused' })
    expect(leadsTo('refresh', refused(503))).to.include({ _tag: 'Waiting', refresh: 'Used', delay: 0 })
    expect(leadsTo('final', refused(503))._tag).to.equal('Failed')
    expect(leadsTo('closed', refused(503))).to.include({ _tag: 'Closed', code: 1006, reason: '' })
  })

  it('retries an end that time heals after a refresh was used', () => {
    const refreshed = [start, addressed(), errored(refused(401)), elapsed('retry'), addressed(2)]
    expect(play(fresh, ...refreshed, errored(refused(503), 2))[0]).to.include({ _tag: 'Waiting', refresh: 'Used' })
  })

  it('guarantee 2: settles the messages in flight as uncertain, whatever the end', () => {
    for (const code of [1000, 1006, 1009]) {
      const [, commands] = play(fixed, start, ...dialed(), ended(code))
      const settled = commands.find((command) => command._tag === 'SettleWritten')
      expect(settled?.cause).to.include({ _tag: 'ConnectionLost', code })
    }
  })

  it('remembers at rest the outage of a connection that failed too soon', () => {
    const error = refused(404)
    const [failed] = play(fixed, start, addressed(), errored(error))
    const outage = { attempt: 1, refresh: 'Unused', history: 'NeverOpen', wokenAt: -Infinity }
    expect(failed).to.deep.include({ lastOutage: { _tag: 'Unstable', ...outage, cause: error } })
  })

  it('closes a connection that timed out or was refused where diagnose says so, as lost', () => {
    const policy = policyWith({ diagnose: () => 'closed' })
    expect(play(policy, start, overdue('connect'))[0]).to.deep.include({ _tag: 'Closed', code: 1006, wasClean: false })
  })
})
