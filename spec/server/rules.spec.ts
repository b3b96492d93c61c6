import { expect } from 'chai'
import fc from 'fast-check'
import type { SettingsInvalid } from 'pulsewire'
import { accept$, type AcceptOptions, dismiss, refuse } from 'pulsewire/server'
import { NEVER } from 'rxjs'

import { isOriginAllowed } from '../../lib/server/origins.ts'

const issuesOf = (options: unknown): ReadonlyArray<string> => {
  try {
    void accept$(options as AcceptOptions<string, string>)
  } catch (error) {
    return (error as SettingsInvalid).issues.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

describe('the options of accept$', () => {
  it('throw SettingsInvalid at the call, with all faults at once', () => {
    expect(issuesOf({})).to.deep.equal([': expected one of port, server and upgrade$, got 0 of them'])
    expect(issuesOf({ port: 1, upgrade$: NEVER })).to.deep.equal([
      ': expected one of port, server and upgrade$, got 2 of them',
    ])
    expect(
      issuesOf({
        port: '80',
        path: 'chat?x',
        origins: ['example.org'],
        maxConnections: 0,
        peer: {},
        url: 'ws://x',
        retry: false,
      }),
    ).to.deep.equal([
      'port: expected an integer from 0 to 65535, got a string',
      "path: expected a path without a query, such as '/feed', got a string",
      "origins: expected origins such as ['https://example.org'] without a path, a function or 'any', got an array",
      'maxConnections: expected a number, at least 1, got the number 0',
      'peer: expected a function of the request, got an object',
      'url: is for a connection that dials, so remove it',
      'retry: is for a connection that dials, so remove it',
    ])
    expect(issuesOf({ upgrade$: NEVER, heartbeet: false })).to.deep.equal([
      'heartbeet: is unknown; did you mean heartbeat?',
    ])
    expect(issuesOf({ server: {}, host: 1, tls: 1, onListening: 1 })).to.have.length(4)
    expect(issuesOf({ upgrade$: NEVER, maxGreetingSize: 0, shutdown$: 1, onRefused: 1 })).to.have.length(3)
  })

  it('refuse and dismiss throw at what HTTP and RFC 6455 forbid', () => {
    for (const status of [200, 399, 600, 401.5]) expect(() => refuse(status)).to.throw(RangeError, 'from 400 to 599')
    expect(() => dismiss(1005)).to.throw(RangeError, 'dismiss: the close code must be')
    expect(() => dismiss(4401, 'x'.repeat(124))).to.throw(RangeError, 'must fit in 123 bytes')
  })

  it('without origins, exactly the pages of the host that is asked may connect', () => {
    const host = fc.tuple(fc.constantFrom('a.example', 'b.example', '[::1]'), fc.constantFrom('', ':80', ':8443'))
    fc.assert(
      fc.property(fc.constantFrom('http', 'https'), host, host, (scheme, [page, pagePort], [asked, askedPort]) => {
        const isDefault = (port: string): boolean => port === '' || (scheme === 'http' && port === ':80')
        const isSame = page === asked && (pagePort === askedPort || (isDefault(pagePort) && isDefault(askedPort)))
        const { origin } = new URL(`${scheme}://${page}${pagePort}`)
        expect(isOriginAllowed(undefined, origin, asked + askedPort)).to.equal(isSame)
      }),
    )
    for (const origin of ['null', '', 'file://', 'nonsense']) {
      expect(isOriginAllowed(undefined, origin, 'a.example')).to.equal(false)
      expect(isOriginAllowed('any', origin, 'a.example')).to.equal(true)
    }
    expect(isOriginAllowed(undefined, 'http://a.example', undefined)).to.equal(false)
  })

  it('a function of the origin decides about all peers; one that throws has allowed nothing', () => {
    const only = (origin: string | undefined): boolean => origin === 'https://a.example'
    expect(isOriginAllowed(only, undefined, 'a.example')).to.equal(false)
    expect(isOriginAllowed(only, 'https://a.example', undefined)).to.equal(true)
    const broken = (): boolean => {
      throw new Error('a bug')
    }
    expect(isOriginAllowed(broken, 'https://a.example', 'a.example')).to.equal(false)
  })
})
