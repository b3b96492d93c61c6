import { expect } from 'chai'

import type { State } from '../../lib/machine/state.ts'
import { failure } from '../../lib/model/connection-error.ts'
import { defaultRetry } from '../../lib/model/retry.ts'
import {
  at,
  dialed,
  elapsed,
  ended,
  errored,
  flushed,
  overdue,
  play,
  policyWith,
  redial,
  restart,
  start,
  stop,
  tags,
  told,
} from './play.ts'

const policy = policyWith({ retry: { ...defaultRetry, jitter: 'none' } })
const open = [start, ...dialed()]
const stopped = [...open, stop(4000, 'bye')]
const sequelOf = (state: State): unknown => 'afterClose' in state && state.afterClose._tag

describe('a stop of an open connection', () => {
  it('flushes, then says that it closes, then shakes hands', () => {
    const [flushing, commands] = play(policy, ...stopped)
    expect(flushing._tag).to.equal('Flushing')
    expect(commands).to.deep.equal([
      { _tag: 'SetTimer', timer: 'close', delay: 5_000 },
      { _tag: 'FlushOutbox' },
      { _tag: 'PublishState', state: { _tag: 'Closing', code: 4000, reason: 'bye' } },
      { _tag: 'AwaitFlush' },
    ])
    const [shaking, then] = play(policy, ...stopped, flushed())
    expect(shaking._tag).to.equal('AwaitingClose')
    expect(then).to.deep.equal([
      { _tag: 'SetTimer', timer: 'close', delay: 5_000 },
      { _tag: 'CloseSocket', code: 4000, reason: 'bye' },
    ])
  })

  it('guarantee 5: shakes hands when the flush had its time, and drops the socket when the handshake had', () => {
    expect(play(policy, ...stopped, elapsed('close'))[1]).to.deep.equal([{ _tag: 'AwaitInput', timer: 'close' }])
    expect(play(policy, ...stopped, elapsed('close'), overdue('close'))[0]._tag).to.equal('AwaitingClose')
    const [state, commands] = play(policy, ...stopped, overdue('close'), elapsed('close'), overdue('close'))
    expect(state).to.deep.include({ _tag: 'Closed', code: 1006, wasClean: false })
    expect(tags(commands)[0]).to.equal('AbandonDial')
    expect(told(commands)).to.deep.equal(['Fault ConnectionLost', 'Closed'])
  })

  it('publishes its end: a clean end is no Fault, an unclean end is a ConnectionLost', () => {
    const [clean, ofClean] = play(policy, ...stopped, flushed(), ended(4000))
    expect(clean).to.deep.include({ _tag: 'Closed', code: 4000, wasClean: true })
    expect(tags(ofClean)).to.deep.equal(['AbandonDial', 'ClearTimer', 'SettleWritten', 'PublishState'])
    const [unclean, ofUnclean] = play(policy, ...stopped, flushed(), ended(1006))
    expect(unclean).to.deep.include({ _tag: 'Closed', code: 1006, wasClean: false })
    expect(told(ofUnclean)).to.deep.equal(['Fault ConnectionLost', 'Closed'])
  })

  it('ends with a breach of the protocol as its Fault where the peer breaks it meanwhile', () => {
    const error = failure('ProtocolFailed', 'chat', 'too large', { code: 1009 })
    const [state, commands] = play(policy, ...stopped, errored(error))
    expect(state).to.deep.include({ _tag: 'Closed', code: 1006 })
    expect(commands).to.deep.include({ _tag: 'PublishFault', error })
  })

  it('never comes back by itself, whatever the end', () => {
    for (const code of [1000, 1006, 1012, 4401]) {
      expect(play(policy, ...stopped, ended(code))[0]._tag).to.equal('Closed')
    }
  })
})

describe('a start while closing', () => {
  const started = [...stopped, start]

  it('is remembered and honoured after Closed, as attempt 1', () => {
    expect(sequelOf(play(policy, ...started)[0])).to.equal('Start')
    const [state, commands] = play(policy, ...started, flushed(), ended(4000))
    expect(state).to.deep.include({ _tag: 'Addressing', epoch: 2, attempt: 1 })
    expect(told(commands)).to.deep.equal(['Closed', 'Connecting'])
  })

  it('leaves what was queued for it in the queue', () => {
    expect(tags(play(policy, ...started, ended(4000))[1])).not.to.include('SettleQueued')
  })

  it('is forgotten at another stop, and what waits for it answered', () => {
    const [state, commands] = play(policy, ...started, stop())
    expect(sequelOf(state)).to.equal('Rest')
    expect(commands).to.deep.equal([{ _tag: 'SettleQueued', cause: undefined }])
    expect(play(policy, ...started, stop(), ended(4000))[0]._tag).to.equal('Closed')
  })
})

describe('a restart of an open connection', () => {
  const restarted = [...open, at(100, restart)]

  it('closes with 1000 and dials again, with neither Waiting nor Closed between', () => {
    const [state, commands] = play(policy, ...restarted, flushed(), ended(1000))
    expect(state).to.deep.include({ _tag: 'Addressing', epoch: 2 })
    expect(told(commands)).to.deep.equal(['Connecting'])
    expect(told(play(policy, ...restarted)[1])).to.deep.equal(['Closing'])
  })

  it('keeps its attempt number until it was stable', () => {
    const second = [...open, ended(1006), elapsed('retry'), ...dialed(2)]
    const closed = [flushed(2), ended(1000, 2)]
    expect(play(policy, ...second, at(4_999, restart), ...closed)[0]).to.deep.include({ attempt: 2 })
    expect(play(policy, ...second, at(5_000, restart), ...closed)[0]).to.deep.include({ attempt: 1 })
  })

  it('dials again after an unclean end too, which is a Fault', () => {
    const [state, commands] = play(policy, ...restarted, flushed(), elapsed('close'), overdue('close'))
    expect(state._tag).to.equal('Addressing')
    expect(told(commands)).to.deep.equal(['Fault ConnectionLost', 'Connecting'])
  })

  it('is no other run for a start that comes meanwhile', () => {
    const [before] = play(policy, ...restarted)
    expect(play(policy, ...restarted, start)).to.deep.equal([before, []])
  })

  it('gives way to a stop', () => {
    const [state] = play(policy, ...restarted, stop(), ended(1000))
    expect(state._tag).to.equal('Closed')
  })

  it('does nothing where there is nothing to dial again', () => {
    for (const inputs of [[], [start], [...stopped], [...stopped, ended(4000)]]) {
      expect(play(policy, ...inputs, restart)[1]).to.deep.equal([])
    }
  })
})

describe('a redial', () => {
  it('of an open connection drops its socket, settles the messages in flight as uncertain and dials', () => {
    const [state, commands] = play(policy, ...open, at(100, redial))
    expect(state).to.deep.include({ _tag: 'Addressing', epoch: 2, attempt: 1 })
    expect(commands).to.deep.equal([
      { _tag: 'AbandonDial' },
      { _tag: 'SettleWritten', cause: undefined },
      { _tag: 'SetTimer', timer: 'connect', delay: 10_000 },
      { _tag: 'PublishState', state: { _tag: 'Connecting', attempt: 1 } },
      { _tag: 'ResolveAddress', epoch: 2, attempt: 1 },
    ])
  })

  it('does not wait for the closing handshake of a restart, in either phase', () => {
    for (const phase of [[], [flushed()]]) {
      const [state, commands] = play(policy, ...open, restart, ...phase, redial)
      expect(state).to.deep.include({ _tag: 'Addressing', epoch: 2 })
      expect(tags(commands).slice(0, 2)).to.deep.equal(['AbandonDial', 'SettleWritten'])
      expect(told(commands)).to.deep.equal(['Connecting'])
    }
  })

  it('does nothing where a stop is under way, although a start follows it', () => {
    for (const inputs of [stopped, [...stopped, start], [...stopped, flushed()]]) {
      const [before] = play(policy, ...inputs)
      expect(play(policy, ...inputs, redial)).to.deep.equal([before, []])
    }
  })
})
