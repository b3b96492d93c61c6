import { expect } from 'chai'

import { type AfterClose, initial, isStopping, type State, toPublished } from '../../lib/machine/state.ts'
import { failure } from '../../lib/model/connection-error.ts'

const handshake = { url: 'ws://peer/', protocol: 'v1', extensions: '' }
const cause = failure('ConnectionLost', 'chat', 'lost', { code: 1006, reason: '', wasClean: false })
const progress = { attempt: 2, refresh: 'Used', history: 'WasOpen', wokenAt: 1 } as const
const outage = { epoch: 3, ...progress } as const
const afterClose = { _tag: 'Rest' } as const
const lastOutage = { _tag: 'Fresh' } as const

describe('toPublished', () => {
  it('is Idle at the beginning', () => {
    expect(toPublished(initial)).to.deep.equal({ _tag: 'Idle' })
  })

  it('is one Connecting in every phase', () => {
    const phases: ReadonlyArray<State> = [
      { _tag: 'Addressing', ...outage },
      { _tag: 'Dialing', ...outage },
      { _tag: 'Greeting', ...outage, handshake },
    ]
    for (const phase of phases) expect(toPublished(phase)).to.deep.equal({ _tag: 'Connecting', attempt: 2 })
  })

  it('publishes with Open the result of the opening handshake and of the greeting, and nothing else', () => {
    const open: State = { _tag: 'Open', ...outage, since: 5, handshake, probe: { _tag: 'Pinged', at: 7 } }
    expect(toPublished(open)).to.deep.equal({ _tag: 'Open', ...handshake })
    const greeted: State = { ...open, handshake: { ...handshake, greeting: { session: 1 } } }
    expect(toPublished(greeted)).to.deep.equal({ _tag: 'Open', ...handshake, greeting: { session: 1 } })
  })

  it('hides the headers of the response from logs and copies', () => {
    const headers = { 'set-cookie': ['session=1'] }
    const probe = { _tag: 'NotPinged' } as const
    const open = toPublished({ _tag: 'Open', ...outage, since: 5, handshake: { ...handshake, headers }, probe })
    expect(open).to.have.property('headers', headers)
    expect(Object.keys(open)).to.deep.equal(['_tag', ...Object.keys(handshake)])
    expect(toPublished({ _tag: 'Open', ...outage, since: 5, handshake, probe })).not.to.have.property('headers')
  })

  it('publishes with Waiting the number of the next attempt', () => {
    const waiting: State = { _tag: 'Waiting', ...outage, delay: 10, until: 20, earliest: 15, cause }
    expect(toPublished(waiting)).to.deep.equal({ _tag: 'Waiting', attempt: 3, delay: 10, until: 20, cause })
  })

  it('is one Closing in every phase, whatever comes after', () => {
    const phases: ReadonlyArray<State> = [
      { _tag: 'Flushing', epoch: 3, code: 4000, reason: 'bye', afterClose },
      {
        _tag: 'AwaitingClose',
        epoch: 3,
        code: 4000,
        reason: 'bye',
        afterClose: { _tag: 'Redial', ...progress },
      },
    ]
    for (const phase of phases) {
      expect(toPublished(phase)).to.deep.equal({ _tag: 'Closing', code: 4000, reason: 'bye' })
    }
  })

  it('publishes of a rest its cause, and not its memory', () => {
    const closed: State = { _tag: 'Closed', epoch: 3, code: 1000, reason: 'bye', wasClean: true, lastOutage }
    expect(toPublished(closed)).to.deep.equal({ _tag: 'Closed', code: 1000, reason: 'bye', wasClean: true })
    expect(toPublished({ _tag: 'Failed', epoch: 3, error: cause, lastOutage })).to.deep.equal({
      _tag: 'Failed',
      error: cause,
    })
  })
})

describe('isStopping', () => {
  const flushing = (next: AfterClose): State => ({
    _tag: 'Flushing',
    epoch: 3,
    code: 1000,
    reason: '',
    afterClose: next,
  })

  it('is true while a stop closes the socket, whether or not a start follows', () => {
    expect(isStopping(flushing({ _tag: 'Rest' }))).to.equal(true)
    expect(isStopping(flushing({ _tag: 'Start' }))).to.equal(true)
  })

  it('is false for a restart, which ends no run, and in every other state', () => {
    expect(isStopping(flushing({ _tag: 'Redial', ...progress }))).to.equal(false)
    expect(isStopping({ _tag: 'Addressing', ...outage })).to.equal(false)
    expect(isStopping(initial)).to.equal(false)
  })
})
