import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'

import { addressOf, normalizeAddress, publicAddress, shownAddress } from '../../lib/model/address.ts'
import { textOf } from '../support/arbitrary-text.ts'

const faults = (url: unknown, port?: unknown): string[] => {
  const address = normalizeAddress(url as string, port as number)
  return E.isLeft(address) ? address.left.map(({ path, message }) => `${path} ${message}`) : []
}

const contradiction = 'port contradicts the port of the url'

describe('normalizeAddress', () => {
  it('takes ws and wss, as text and as URL', () => {
    expect(normalizeAddress('ws://example.org')).to.deep.equal(E.right('ws://example.org/'))
    expect(normalizeAddress(new URL('wss://u:p@example.org/a?b=c'))).to.deep.equal(
      E.right('wss://u:p@example.org/a?b=c'),
    )
  })

  it('maps http and https', () => {
    expect(normalizeAddress('http://example.org/a')).to.deep.equal(E.right('ws://example.org/a'))
    expect(normalizeAddress('HTTPS://example.org:443/')).to.deep.equal(E.right('wss://example.org/'))
  })

  it('refuses every other scheme', () => {
    for (const url of ['ftp://example.org', 'file:///a', 'wss2://example.org', 'xws://example.org', 'mailto:a@b']) {
      expect(faults(url), url).to.deep.equal(['url must begin with ws: or wss:'])
    }
  })

  it('refuses a relative url, and text that is no url', () => {
    for (const url of ['', '/chat', 'example.org', 'ws://', 'wss://[::1', undefined, null, 7, {}]) {
      expect(faults(url), JSON.stringify(url)).to.deep.equal([
        'url must be an absolute url, such as wss://example.org/chat',
      ])
    }
  })

  it('refuses a fragment, an empty one too (RFC 6455, section 3)', () => {
    for (const url of ['ws://peer/#a', 'ws://peer/#', 'ws://peer?a#']) {
      expect(faults(url), url).to.deep.equal(['url must have no fragment'])
    }
    expect(faults('ws://peer/%23?%23')).to.deep.equal([])
  })

  it('sets the port of a url that has none', () => {
    expect(normalizeAddress('ws://peer/a', 8080)).to.deep.equal(E.right('ws://peer:8080/a'))
    expect(normalizeAddress('wss://[::1]/', 8443)).to.deep.equal(E.right('wss://[::1]:8443/'))
    expect(normalizeAddress('wss://peer', 443)).to.deep.equal(E.right('wss://peer/'))
    expect(normalizeAddress('https://peer', 80)).to.deep.equal(E.right('wss://peer:80/'))
    expect(normalizeAddress('ws://peer:', 8080)).to.deep.equal(E.right('ws://peer:8080/'))
  })

  it('takes a port that the url names too', () => {
    expect(normalizeAddress('ws://peer:8080', 8080)).to.deep.equal(E.right('ws://peer:8080/'))
    expect(normalizeAddress('wss://peer:443', 443)).to.deep.equal(E.right('wss://peer/'))
  })

  it('refuses a port that contradicts the url, also where that names the default port', () => {
    const urls = [
      'ws://peer:81',
      'ws://peer:21',
      'ws://peer:80',
      'wss://peer:0443/',
      'http://peer:80',
      'https:peer:443',
    ]
    for (const url of [...urls, ' \u0000wss:\\\\u:p@peer:443', 'w\nss://peer:4\t43', 'wss://u:80@[::1]:443/:80']) {
      expect(faults(url, 8080), url).to.deep.equal([contradiction])
    }
    expect(faults('wss://u:443@peer/:443?:443', 8080)).to.deep.equal([])
  })

  it('refuses a port that is none', () => {
    for (const port of [0, -1, 65_536, 80.5, NaN, Infinity, '80', null]) {
      expect(faults('ws://peer', port), String(port)).to.deep.equal(['port must be an integer from 1 to 65535'])
    }
    expect(faults('ws://peer', 1)).to.deep.equal([])
    expect(faults('ws://peer', 65_535)).to.deep.equal([])
  })

  it('reports all problems at once', () => {
    expect(faults('ftp://peer/#a', 0)).to.have.length(3)
    expect(faults('ftp://peer:80/#a', 81)).to.have.length(3)
    expect(faults('nothing', 0)).to.have.length(2)
  })

  it('never quotes the url', () => {
    for (const url of ['ftp://u:secret@peer', 'ws://u:secret@', 'ws://peer:80?secret#secret', 'secret']) {
      expect(faults(url, 81).join(), url).to.not.equal('').and.not.contain('secret')
    }
  })

  it('gives addresses that it takes again, unchanged', () => {
    const anyPort = fc.option(fc.integer({ min: 1, max: 65_535 }))
    fc.assert(
      fc.property(
        fc.constantFrom('ws', 'wss', 'http', 'https'),
        anyPort,
        anyPort,
        fc.string(),
        (scheme, written, port, path) => {
          const address = normalizeAddress(
            `${scheme}://peer${written === null ? '' : `:${written}`}/${path}`,
            port ?? undefined,
          )
          if (E.isRight(address)) expect(normalizeAddress(address.right)).to.deep.equal(address)
        },
      ),
    )
  })
})

describe('publicAddress', () => {
  it('leaves out userinfo, query and fragment', () => {
    expect(publicAddress('wss://user:secret@example.org:8443/chat?token=secret#secret')).to.equal(
      'wss://example.org:8443/chat',
    )
    expect(publicAddress('ws://peer')).to.equal('ws://peer/')
  })

  it('answers garbage with one fixed text', () => {
    for (const url of [
      '',
      'secret',
      'ws://u:secret@',
      'mailto:secret@peer',
      'blob:https://u:secret@peer/',
      undefined,
      {},
    ]) {
      expect(publicAddress(url as string), JSON.stringify(url)).to.equal('an invalid address')
    }
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (url) => {
        expect(publicAddress(url)).to.be.a('string')
      }),
    )
  })
})

describe('shownAddress', () => {
  it('leaves out userinfo and query, whatever they hold', () => {
    expect(shownAddress('wss://user:p%40ss@example.org:8443/chat@home?token=a@b/c')).to.equal(
      'wss://example.org:8443/chat@home',
    )
    expect(shownAddress('ws://[::1]:81/?')).to.equal('ws://[::1]:81/')
  })

  it('is what the platform reads from the address, for every address', () => {
    const text = textOf({ maxLength: 12 })
    const url = fc.oneof(
      fc.webUrl({ validSchemes: ['ws', 'wss'], withQueryParameters: true }),
      fc
        .tuple(fc.constantFrom('ws:', 'https:'), text, fc.constantFrom('', '@', '@peer', '@peer:81'), text, text)
        .map(([scheme, userinfo, host, path, query]) => `${scheme}//${userinfo}${host}/${path}?${query}`),
    )
    fc.assert(
      fc.property(url, (given) => {
        const address = normalizeAddress(given)
        if (E.isRight(address)) expect(shownAddress(address.right)).to.equal(publicAddress(address.right))
      }),
    )
  })
})

describe('addressOf', () => {
  it('lists the faults of the port alone where a function gives the url', () => {
    expect(addressOf({ url: () => 'nowhere' })._tag).to.equal('Right')
    expect(addressOf({ url: () => 'ws://peer', port: 0 })).to.deep.equal(
      E.left([{ path: 'port', message: 'must be an integer from 1 to 65535' }]),
    )
    expect(addressOf(undefined)._tag).to.equal('Left')
  })
})
