import { expect } from 'chai'

import { socketError } from '../../lib/connection/dialing/socket-error.ts'
import { type ConnectionError, failure } from '../../lib/model/connection-error.ts'
import type { Verdict } from '../../lib/model/diagnose.ts'
import { diagnose } from '../../lib/model/diagnose.ts'
import { refusedFor } from '../../lib/transport/node/refusal/refusal.ts'

const lost = (code: number): ConnectionError =>
  failure('ConnectionLost', 'chat', 'lost', { code, reason: '', wasClean: code !== 1006 })
const refused = (status: number): ConnectionError => failure('HandshakeFailed', 'chat', 'refused', { status })
const failed = (code: string): ConnectionError =>
  socketError('chat', refusedFor(Object.assign(new Error('of the platform'), { code })))

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** What an end means where url and headers are values, and where one of them is a function. */
function means(error: ConnectionError, fixed: Verdict, refreshable: Verdict = fixed): void {
  const answers = [false, true].map((asked) => diagnose({ error, refreshable: asked, attempt: 1, wasOpen: false }))
  expect(answers, `${error._tag} ${JSON.stringify(error)}`).to.deep.equal([fixed, refreshable])
}

describe('diagnose', () => {
  describe("of the peer's close codes", () => {
    it('takes 1000 for a deliberate end', () => {
      means(lost(1000), 'closed')
    })

    it('retries after 1001, 1005, 1006 and 1011 to 1014', () => {
      for (const code of [1001, 1005, 1006, 1011, 1012, 1013, 1014]) means(lost(code), 'retry')
    })

    it('takes 1002, 1003, 1007, 1009, 1010 and 1015 for final', () => {
      for (const code of [1002, 1003, 1007, 1009, 1010, 1015]) means(lost(code), 'final')
    })

    it('takes 1008 and 4401 for final, and refreshes where something fresh may help', () => {
      means(lost(1008), 'final', 'refresh')
      means(lost(4401), 'final', 'refresh')
    })

    it('takes the codes that mirror a 4xx for final, but for 4408, 4425 and 4429', () => {
      for (const code of range(4400, 4499)) {
        if (code === 4401) continue
        means(lost(code), code === 4408 || code === 4425 || code === 4429 ? 'retry' : 'final')
      }
    })

    it('retries after every other private code', () => {
      for (const code of [3000, 3999, 4000, 4399, 4500, 4999]) means(lost(code), 'retry')
    })
  })

  describe('of HTTP statuses', () => {
    it('takes 3xx and 4xx for final, but for 408, 425 and 429', () => {
      for (const status of range(300, 499)) {
        if (status === 401) continue
        means(refused(status), status === 408 || status === 425 || status === 429 ? 'retry' : 'final')
      }
    })

    it('takes 401 for final, and refreshes where something fresh may help', () => {
      means(refused(401), 'final', 'refresh')
    })

    it('retries after 2xx, 5xx and numbers that are no status', () => {
      for (const status of [0, 200, 204, 299, 500, 502, 503, 504, 599, 999]) means(refused(status), 'retry')
    })
  })

  describe('of a handshake that was not answered with HTTP', () => {
    for (const code of [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_GET_CRL',
      'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
      'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'CERT_HAS_EXPIRED',
      'CERT_SIGNATURE_FAILURE',
      'CERT_CHAIN_TOO_LONG',
      'CERT_REVOKED',
      'CERT_UNTRUSTED',
      'CERT_REJECTED',
      'CRL_HAS_EXPIRED',
      'ERROR_IN_CERT_NOT_AFTER_FIELD',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_TLS_CERT_ALTNAME_FORMAT',
      'HOSTNAME_MISMATCH',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'PATH_LENGTH_EXCEEDED',
    ]) {
      it(`takes ${code} for final: the peer's certificate did not verify`, () => {
        means(failed(code), 'final')
      })
    }

    for (const code of [
      ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'],
      ...['EMFILE', 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'A_CERT_HAS_EXPIRED'],
      // The clock of this device may be behind.
      ...['CERT_NOT_YET_VALID', 'CRL_NOT_YET_VALID'],
    ]) {
      it(`retries after ${code}`, () => {
        means(failed(code), 'retry')
      })
    }

    it('retries without a cause, and with a cause that is no error or has no code', () => {
      means(failure('HandshakeFailed', 'chat', 'failed', {}), 'retry')
      means(failure('HandshakeFailed', 'chat', 'failed', {}, { code: 'CERT_HAS_EXPIRED' }), 'retry')
      means(failure('HandshakeFailed', 'chat', 'failed', {}, new Error('CERT_HAS_EXPIRED')), 'retry')
    })
  })

  describe('of a connection that was open before in this run', () => {
    const meansAfterOpen = (error: ConnectionError): ReadonlyArray<Verdict> =>
      [1, 7].map((attempt) => diagnose({ error, refreshable: false, attempt, wasOpen: true }))

    it('retries after a 403 and a 404: a gateway answers so while a deployment rolls', () => {
      for (const status of [403, 404]) expect(meansAfterOpen(refused(status))).to.deep.equal(['retry', 'retry'])
    })

    it('decides as before about every other end', () => {
      const others = [
        ...range(300, 499)
          .filter((status) => status !== 403 && status !== 404)
          .map(refused),
        ...range(1000, 4999).map(lost),
        ...['CERT_HAS_EXPIRED', 'ECONNREFUSED'].map(failed),
      ]
      for (const error of others) {
        expect(meansAfterOpen(error)[0]).to.equal(diagnose({ error, refreshable: false, attempt: 1, wasOpen: false }))
      }
    })
  })

  describe('of what can never be dialed', () => {
    it('takes a refused subprotocol for final', () => {
      means(failure('HandshakeFailed', 'chat', 'refused', { isSubprotocolRefused: true }), 'final')
    })

    it('takes a failed address for final, unless a function may give another', () => {
      means(failure('AddressFailed', 'chat', 'no address', {}), 'final', 'retry')
    })
  })

  describe('of everything else', () => {
    it('takes a breach of the protocol for final, whatever its code', () => {
      for (const code of [1002, 1007, 1009]) means(failure('ProtocolFailed', 'chat', 'breach', { code }), 'final')
    })

    it('retries after timeouts and a failed greeting', () => {
      means(failure('ConnectTimedOut', 'chat', 'late', {}), 'retry')
      means(failure('HeartbeatTimedOut', 'chat', 'silent', {}), 'retry')
      means(failure('GreetingFailed', 'chat', 'no greeting', {}), 'retry')
    })

    it('takes static options that can never be dialed for final, and asks functions again', () => {
      means(failure('AddressFailed', 'chat', 'no address', {}), 'final', 'retry')
    })
  })
})
