import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

import { expect } from 'chai'

import { refusedBy, refusedFor } from '../../../../lib/transport/node/refusal/refusal.ts'

const response = (): IncomingMessage => new IncomingMessage(new Socket())

describe('The reason of a refused opening handshake', () => {
  for (const [code, problem] of [
    ['ECONNREFUSED', 'nothing listens there (ECONNREFUSED)'],
    ['ENOTFOUND', 'the host name does not resolve (ENOTFOUND)'],
    ['EAI_AGAIN', 'the host name was not resolved (EAI_AGAIN)'],
    ['ECONNRESET', 'the peer closed the TCP connection without an answer (ECONNRESET)'],
    ['EPROTO', 'TLS failed; does the peer expect ws: instead of wss:? (EPROTO)'],
    ['EODD', 'see cause (EODD)'],
  ] as const) {
    it(`explains ${code}, which may pass`, () => {
      const cause = Object.assign(new Error('failed'), { code })
      expect(refusedFor(cause)).to.deep.equal({ _tag: 'Refused', problem, cause })
    })
  }

  it('names the code of a certificate that is not accepted, and whether that lasts', () => {
    for (const [code, isLasting] of [
      ['CERT_HAS_EXPIRED', true],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
      ['CERT_NOT_YET_VALID', undefined],
    ] as const) {
      const end = refusedFor(Object.assign(new Error('failed'), { code }))
      expect(end.problem).to.equal(
        `the certificate of the peer was not accepted (${code}); give its authority in tls.ca`,
      )
      expect(end.isLasting).to.equal(isLasting)
    }
  })

  it('is left to the cause where that has no code', () => {
    const cause = new Error('odd')
    expect(refusedFor(cause)).to.deep.equal({ _tag: 'Refused', cause })
    expect(refusedFor(undefined)).to.deep.equal({ _tag: 'Refused' })
  })

  it('quotes no option', () => {
    const cause = Object.assign(new TypeError('Received secret'), { code: 'ERR_INVALID_ARG_TYPE' })
    expect(refusedFor(cause)).to.deep.equal({ _tag: 'Refused' })
  })

  it('is a wrong subprotocol', () => {
    const end = refusedFor(new Error('Server sent an invalid subprotocol'))
    expect(end).to.include({ isSubprotocolRefused: true })
    expect(end.problem).to.contain('none of the subprotocols that were offered')
  })

  it('names a redirect, and quotes no location', () => {
    for (const [statusCode, problem] of [
      [307, 'the peer refused it with HTTP 307; redirects are not followed, so correct the url'],
      [503, undefined],
    ] as const) {
      const end = refusedBy(Object.assign(response(), { statusCode, headers: { location: 'ws://x/?token=secret' } }))
      expect(end.problem).to.equal(problem)
    }
  })
})
