import { expect } from 'chai'

import { socketError } from '../../../lib/connection/dialing/socket-error.ts'

describe('errorOf', () => {
  it('says what an end was, with its own figures and its cause', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(socketError('chat', { _tag: 'Unaddressable', cause })).to.include({ _tag: 'AddressFailed', cause })
    expect(socketError('chat', { _tag: 'Refused', status: 503, retryAfter: 7_000 })).to.include({
      ...{ _tag: 'HandshakeFailed', connection: 'chat', status: 503, retryAfter: 7_000 },
      message: 'chat: the peer refused the opening handshake with HTTP 503',
    })
    expect(socketError('chat', { _tag: 'Refused', cause })).to.include({
      ...{ _tag: 'HandshakeFailed', cause, message: 'chat: the opening handshake failed (ECONNREFUSED)' },
    })
    expect(socketError('chat', { _tag: 'Refused', isSubprotocolRefused: true })).to.include({
      ...{ _tag: 'HandshakeFailed', isSubprotocolRefused: true },
      message: 'chat: the opening handshake failed: the peer chose a subprotocol that was not offered, or none',
    })
    expect(socketError('chat', { _tag: 'Violated', code: 1009 })).to.include({ _tag: 'ProtocolFailed', code: 1009 })
  })
})
