import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'

import { decodeSettings } from '../../lib/model/settings.ts'

const faults = (input: unknown): string[] => {
  const settings = decodeSettings(input)
  return E.isLeft(settings) ? settings.left.issues.map(({ path, message }) => `${path}: ${message}`) : []
}

const chat = { name: 'chat', url: 'wss://example.org/chat' }

describe('decodeSettings', () => {
  it('reads connections, and is on by default', () => {
    expect(decodeSettings({ connections: [chat, { name: 'quotes', url: 'ws://peer', port: 8080 }] })).to.deep.equal(
      E.right({ enabled: true, connections: [chat, { name: 'quotes', url: 'ws://peer', port: 8080 }] }),
    )
    expect(decodeSettings({ enabled: false, connections: [] })).to.deep.equal(
      E.right({ enabled: false, connections: [] }),
    )
  })

  it('leaves out fields that are undefined', () => {
    const input = { enabled: undefined, connections: [{ ...chat, port: undefined }] }
    expect(decodeSettings(input)).to.deep.equal(E.right({ enabled: true, connections: [chat] }))
  })

  it('reports unknown keys with the nearest known one', () => {
    expect(
      faults({ enabeld: false, connections: [{ ...chat, prot: 80, color: 'red', 'two words': 1 }] }),
    ).to.deep.equal([
      'enabeld: is unknown; did you mean enabled?',
      'connections[0].prot: is unknown; did you mean port?',
      'connections[0].color: is unknown, so remove it; known are name, url, port',
      'connections[0]["two words"]: is unknown, so remove it; known are name, url, port',
    ])
  })

  describe('with an input of any size', () => {
    for (const [what, make] of [
      ['entries of a wrong type', () => 1],
      ['entries without fields', () => ({})],
      ['entries of the same name', () => chat],
      ['entries with an unknown key', (_: unknown, i: number) => ({ name: `${i}`, url: 'ws://peer', more: 1 })],
      ['entries with a wrong url', (_: unknown, i: number) => ({ name: `${i}`, url: 'ftp://peer' })],
    ] as const) {
      it(`reports the first 100 of 200,000 ${what} at once`, function () {
        const connections = Array.from({ length: 200_000 }, make)
        this.timeout(4_000)
        const found = faults({ connections })
        expect(found).to.have.length(101)
        expect(found.at(-1)).to.equal(': only the first 100 faults are listed')
      })
    }

    it('reports the first 100 of 100,000 unknown keys', function () {
      const keys = Array.from({ length: 100_000 }, (_, i) => [`key${i}`, i] as const)
      const input: unknown = Object.fromEntries([...keys, ['connections', []]])
      this.timeout(4_000)
      expect(faults(input)).to.have.length(101)
    })
  })

  it('answers a Left when a getter or a proxy throws, at any place', () => {
    const thrower = (): never => {
      throw new Error('secret')
    }
    const hostile = [
      new Proxy({}, { get: thrower }),
      new Proxy({}, { ownKeys: thrower }),
      new Proxy([], { get: thrower }),
      Object.defineProperty({}, 'name', { get: thrower, enumerable: true }),
      Proxy.revocable({}, {}),
    ]
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    for (const value of [...hostile, revoked.proxy]) {
      for (const input of [
        value,
        { connections: value },
        { connections: [value] },
        { connections: [{ name: value }] },
      ]) {
        const settings = decodeSettings(input)
        expect(E.isLeft(settings)).to.be.true
        expect(E.isLeft(settings) && settings.left.message).not.to.contain('secret')
      }
    }
  })

  it('reports each field that is missing or has the wrong type', () => {
    expect(faults(undefined)).to.deep.equal([': expected object'])
    expect(faults([])).to.deep.equal([': expected object'])
    expect(faults({})).to.deep.equal(['connections: expected array'])
    expect(faults({ enabled: 'yes', connections: [{}, null, { name: 1, url: 2, port: '80' }] })).to.deep.equal([
      'connections[0].name: expected string',
      'connections[0].url: expected string',
      'connections[1]: expected object',
      'connections[2].name: expected string',
      'connections[2].url: expected string',
      'connections[2].port: expected number',
      'enabled: expected boolean',
    ])
  })

  it('reports names that are empty or taken', () => {
    expect(faults({ connections: [chat, { ...chat, name: ' ' }, { ...chat, name: '' }, chat, chat] })).to.deep.equal([
      'connections[1].name: must not be empty',
      'connections[2].name: must not be empty',
      'connections[3].name: must differ from connections[0].name',
      'connections[4].name: must differ from connections[0].name',
    ])
  })

  it('reports addresses that can never be dialed', () => {
    const urls = ['ftp://peer', 'ws://peer/#a', '/chat', 'wss://peer:443']
    expect(faults({ connections: urls.map((url, i) => ({ name: `c${i}`, url, port: 8080 })) })).to.deep.equal([
      'connections[0].url: must begin with ws: or wss:',
      'connections[1].url: must have no fragment',
      'connections[2].url: must be an absolute url, such as wss://example.org/chat',
      'connections[3].port: contradicts the port of the url',
    ])
    expect(faults({ connections: [{ ...chat, port: 0.5 }] })).to.deep.equal([
      'connections[0].port: must be an integer from 1 to 65535',
    ])
  })

  it('reports problems of types and of meaning together', () => {
    expect(faults({ enabled: 1, connections: [chat, { name: 'chat', url: 7 }, { url: 'ftp://peer' }] })).to.deep.equal([
      'connections[1].url: expected string',
      'connections[2].name: expected string',
      'enabled: expected boolean',
      'connections[1].name: must differ from connections[0].name',
      'connections[2].url: must begin with ws: or wss:',
    ])
  })

  it('answers with a real error that quotes no value', () => {
    const connections = [
      { name: 'a', url: 'ftp://user:secret@peer' },
      { name: 'b', url: 'wss://user:secret@' },
      { name: 'c', url: 'wss://user:secret@peer:443/?secret#secret', port: 1 },
      { name: 'd', url: { secret: 'secret' } },
    ]
    const settings = decodeSettings({ enabled: 'secret', connections })
    const error = E.isLeft(settings) ? settings.left : undefined
    expect(error).to.be.an('error').with.property('_tag', 'SettingsInvalid')
    expect(error?.message).to.contain('connections[3].url').and.not.contain('secret')
    expect(JSON.stringify(error)).to.not.contain('secret')
    expect(error?.cause).to.equal(undefined)
  })
})
