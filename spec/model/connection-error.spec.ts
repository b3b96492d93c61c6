import { inspect } from 'node:util'

import { expect } from 'chai'

import { failure, settingsInvalid } from '../../lib/model/connection-error.ts'

describe('failure', () => {
  const cause = new Error('connect ECONNREFUSED 127.0.0.1:1')
  const error = failure('HandshakeFailed', 'chat', 'refused', { status: 503, retryAfter: 2_000 }, cause)

  it('makes a real Error with a tag, the name of the connection and the fields of the tag', () => {
    expect(error).to.be.instanceOf(Error)
    expect(error).to.include({ _tag: 'HandshakeFailed', connection: 'chat', status: 503, retryAfter: 2_000, cause })
    expect(error.stack).to.be.a('string')
  })

  it('says in its message whom it befell and what happened', () => {
    expect(error.message).to.equal('chat: refused')
  })

  it('is called by its tag where it is printed', () => {
    expect(String(error)).to.equal('HandshakeFailed: chat: refused')
    expect(inspect(error)).to.match(/^HandshakeFailed: chat: refused/)
    expect(Object.keys(error)).not.to.include('name')
  })

  it('has a cause only where there is one', () => {
    expect(failure('NotOpen', 'chat', 'no', {})).not.to.have.property('cause')
  })
})

describe('settingsInvalid', () => {
  it('lists every issue with its path', () => {
    const issues = [
      { path: '', message: 'expected an object' },
      { path: 'connections[1].url', message: 'must begin with ws: or wss:' },
    ]
    const error = settingsInvalid(issues)
    expect(error).to.be.instanceOf(Error)
    expect(error).to.include({ _tag: 'SettingsInvalid', issues })
    expect(error.message).to.contain('expected an object; connections[1].url: must begin with ws: or wss:')
  })
})
