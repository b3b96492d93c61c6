import { expect } from 'chai'
import fc from 'fast-check'

import { publicSubprotocol, subprotocolProblem } from '../../../lib/model/secrets/subprotocol.ts'

describe('subprotocolProblem', () => {
  it('accepts tokens, each once', () => {
    expect(subprotocolProblem([])).to.equal(undefined)
    expect(subprotocolProblem(['graphql-transport-ws', 'v12.stomp'])).to.equal(undefined)
  })

  it('refuses whatever is no token, without quoting it', () => {
    for (const protocol of ['', 'a b', 'a,b', 'ä', 'secret\r\n', 7 as never]) {
      expect(subprotocolProblem([protocol])).to.equal(
        "expected names without spaces and separators, such as 'chat.v1' (tokens of RFC 9110, section 5.6.2)",
      )
    }
  })

  it('refuses a repetition in another case, as browsers do', () => {
    expect(subprotocolProblem(['echo', 'eCho'])).to.equal('expected each subprotocol once, compared without case')
  })
})

describe('publicSubprotocol', () => {
  it('shows names, as of the registry of IANA', () => {
    const names = [
      ...['', 'graphql-transport-ws', 'graphql-ws', 'v12.stomp', 'mqtt', 'wamp.2.msgpack.batched', 'soap', 'xmpp'],
      ...['base64.channel.k8s.io', 'com.microsoft.minecraft.wsencrypt', 'v1.saltyrtc.org', 'actioncable-v1-json'],
      ...['pulsewire.session.v1', 'MBWS.huawei.com', 'ocpp2.0.1', 'v2.opcua+uacp', 'janus-protocol'],
    ]
    for (const name of names) expect(publicSubprotocol(name, false)).to.equal(name)
  })

  it('guarantee 11: redacts tokens, and whatever a function gave', () => {
    const tokens = [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P',
      'base64url.bearer.authorization.k8s.io.ZGVtbzEyMzQ1Njc4OTA',
      '123e4567-e89b-12d3-a456-426614174000',
      '9f86d081884c7d659a2feaa0c55ad015',
      'access-token-' + 'x'.repeat(60),
    ]
    for (const token of tokens) expect(publicSubprotocol(token, false)).to.equal('[redacted]')
    expect(publicSubprotocol('chat', true)).to.equal('[redacted]')
    expect(publicSubprotocol('', true)).to.equal('')
  })

  it('guarantee 11: redacts any 16 random bytes in hexadecimal', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(bytes, (given) => {
        const hex = Buffer.from(given).toString('hex')
        fc.pre(/\d/.test(hex))
        expect(publicSubprotocol(`token.${hex}`, false)).to.equal('[redacted]')
      }),
    )
  })
})
