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

  it('passes over keys that it does not know, and over those that are undefined', () => {
    const input = { enabled: undefined, theme: 'dark', connections: [{ ...chat, port: undefined, color: 'red' }] }
    expect(decodeSettings(input)).to.deep.equal(E.right({ enabled: true, connections: [chat] }))
  })

  it('tells what is missing or has the wrong type', () => {
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

  it('tells names that are empty or taken', () => {
    expect(faults({ connections: [chat, { ...chat, name: ' ' }, { ...chat, name: '' }, chat, chat] })).to.deep.equal([
      'connections[1].name: must not be empty',
      'connections[2].name: must not be empty',
      'connections[3].name: must differ from connections[0].name',
      'connections[4].name: must differ from connections[0].name',
    ])
  })

  it('tells addresses that can never be dialed', () => {
    const urls = ['ftp://peer', 'ws://peer/#a', '/chat', 'wss://peer:443']
    expect(faults({ connections: urls.map((url, i) => ({ name: `c${i}`, url, port: 8080 })) })).to.deep.equal([
      'connections[0].url: must begin with ws: or wss:',
      'connections[1].url: must have no fragment',
      'connections[2].url: must be an absolute url',
      'connections[3].port: contradicts the port of the url',
    ])
    expect(faults({ connections: [{ ...chat, port: 0.5 }] })).to.deep.equal([
      'connections[0].port: must be an integer from 1 to 65535',
    ])
  })

  it('tells the faults of types and of meaning together', () => {
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
