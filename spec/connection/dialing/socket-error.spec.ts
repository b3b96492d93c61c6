import { inspect } from 'node:util'

import { expect } from 'chai'

import { socketError } from '../../../lib/connection/dialing/socket-error.ts'
import type { HandshakeFailed } from '../../../lib/model/connection-error.ts'

describe('socketError', () => {
  for (const [end, message] of [
    [{ _tag: 'Unaddressable' }, 'can never be used; correct the options'],
    [{ _tag: 'Refused', status: 302, problem: 'it is elsewhere' }, 'the opening handshake failed: it is elsewhere'],
    [{ _tag: 'Refused' }, 'the platform gives no reason'],
    [{ _tag: 'Refused', cause: new Error('odd') }, 'see cause'],
    [
      { _tag: 'Violated', code: 1009 },
      'larger than maxMessageSize or compression.maxInflatedSize (1009); raise the option',
    ],
    [{ _tag: 'Violated', code: 1008 }, 'a message in too many parts (1008)'],
    [{ _tag: 'Violated', code: 1007 }, 'not valid UTF-8 (1007)'],
    [{ _tag: 'Violated', code: 1002 }, 'broke the WebSocket protocol (1002)'],
  ] as const) {
    it(`explains: ${message}`, () => {
      expect(socketError('chat', end).message)
        .to.match(/^chat: /)
        .and.contain(message)
    })
  }

  it('says what an end was, with its own figures and its cause', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(socketError('chat', { _tag: 'Unaddressable', cause })).to.include({ _tag: 'AddressFailed', cause })
    expect(socketError('chat', { _tag: 'Refused', status: 503, retryAfter: 7_000 })).to.include({
      ...{ _tag: 'HandshakeFailed', connection: 'chat', status: 503, retryAfter: 7_000 },
      message: 'chat: the opening handshake failed: the peer refused it with HTTP 503',
    })
    expect(socketError('chat', { _tag: 'Refused', cause })).to.include({
      ...{ _tag: 'HandshakeFailed', cause },
    })
    expect(socketError('chat', { _tag: 'Refused', isSubprotocolRefused: true })).to.include({
      ...{ _tag: 'HandshakeFailed', isSubprotocolRefused: true },
    })
    expect(socketError('chat', { _tag: 'Unaddressable', problem: 'a header is wrong' }).message).to.equal(
      'chat: not dialed: a header is wrong',
    )
    expect(socketError('chat', { _tag: 'Violated', code: 1009 })).to.include({ _tag: 'ProtocolFailed', code: 1009 })
  })

  it('gives the answer to a refusal, and shows it in no log (11)', () => {
    const answer = { headers: { 'set-cookie': ['secret'] }, body: 'secret', location: 'ws://x/?token=secret' }
    const error = socketError('chat', { _tag: 'Refused', status: 307, ...answer }) as HandshakeFailed
    const { headers, body, location } = error
    expect({ headers, body, location }).to.deep.equal(answer)
    const logged = [
      inspect(error, { showHidden: true }),
      JSON.stringify(error),
      JSON.stringify({ ...error }),
      error.stack,
    ]
    for (const text of logged) expect(text).not.to.include('secret')
    expect(socketError('chat', { _tag: 'Refused' })).not.to.have.any.keys('headers', 'body', 'location')
  })
})
