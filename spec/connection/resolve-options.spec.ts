import { expect } from 'chai'
import { type ConnectionOptions, defineConnection, type SettingsInvalid } from 'pulsewire'

import { resolveOptions } from '../../lib/connection/resolve-options.ts'
import { fakePeer } from '../support/peers/fake-peer.ts'

const { transport } = fakePeer()
const platform = { transport, heartbeat: { interval: 30_000, timeout: 10_000 } }
const setup = (
  options: Partial<ConnectionOptions<string, string>> = {},
): ReturnType<typeof resolveOptions<string, string>> => resolveOptions({ url: 'ws://peer/', ...options }, platform)

const faultsOf = (options: object): ReadonlyArray<string> => {
  try {
    expect(defineConnection({ url: 'ws://peer/', ...options })).to.be.an('object')
  } catch (error) {
    expect(error).to.have.property('_tag', 'SettingsInvalid')
    return (error as SettingsInvalid).issues.map(({ path }) => path)
  }
  return []
}

describe('resolveOptions', () => {
  it('fills in the defaults of the design', () => {
    const policy = setup()
    const { outbox, maxMessageSize, linger, protocols, headers, tls } = policy
    expect(policy).to.deep.include({ connectTimeout: 10_000, closeTimeout: 5_000, heartbeat: platform.heartbeat })
    expect(policy).to.deep.include({ isRetrying: true, hasGreeting: false, refreshable: false })
    expect(policy.retry).to.deep.include({
      ...{ initialDelay: 500, maxDelay: 30_000, factor: 2, jitter: 'full', maxAttempts: Infinity, stableAfter: 5_000 },
    })
    expect(outbox).to.deep.equal({ limit: 1_024, bytes: 16 * 1_024 * 1_024, overflow: 'reject' })
    expect({ maxMessageSize, linger, protocols, headers, tls }).to.deep.equal({
      ...{ maxMessageSize: 16 * 1_024 * 1_024, linger: 0, protocols: [], headers: {}, tls: {} },
    })
  })

  it('replaces single defaults by what is given', () => {
    expect(setup({ retry: { initialDelay: 1 } }).retry).to.include({ initialDelay: 1, maxDelay: 30_000 })
    expect(setup({ outbox: { limit: 1 } }).outbox).to.include({ limit: 1, overflow: 'reject' })
    expect(setup({ retry: false }).isRetrying).to.equal(false)
    expect(setup({ heartbeat: false }).heartbeat).to.equal(false)
    expect(setup({ protocols: 'chat' }).protocols).to.deep.equal(['chat'])
    expect(setup({ url: () => 'ws://peer/' }).refreshable).to.equal(true)
    expect(setup({ headers: () => ({}) }).refreshable).to.equal(true)
  })

  it('names a connection after its address without secrets, or after nothing where that is a function', () => {
    expect(setup({ url: 'wss://user:secret@peer:8443/a/b?token=secret' }).name).to.equal('wss://peer:8443/a/b')
    expect(setup({ url: () => 'ws://peer/' }).name).to.equal('connection')
    expect(setup({ name: 'chat' }).name).to.equal('chat')
  })

  it('accepts an address in any form', () => {
    for (const url of ['wss://peer', 'http://peer/', new URL('https://peer:444/')]) {
      expect(faultsOf({ url })).to.deep.equal([])
    }
  })

  const invalid: ReadonlyArray<readonly [object, path: string]> = [
    [{ url: 'nowhere' }, 'url'],
    [{ url: 'ftp://peer/' }, 'url'],
    [{ url: 'ws://peer/#there' }, 'url'],
    [{ url: undefined }, 'url'],
    [{ port: 0 }, 'port'],
    [{ port: 65_536 }, 'port'],
    [{ url: () => 'ws://peer/', port: 70_000 }, 'port'],
    [{ protocols: ['a', 'a'] }, 'protocols'],
    [{ protocols: ['chat', 'Chat'] }, 'protocols'],
    [{ protocols: 'not a token' }, 'protocols'],
    [{ connectTimeout: 0 }, 'connectTimeout'],
    [{ connectTimeout: NaN }, 'connectTimeout'],
    [{ closeTimeout: -1 }, 'closeTimeout'],
    [{ linger: -1 }, 'linger'],
    [{ maxMessageSize: 0 }, 'maxMessageSize'],
    [{ outbox: { limit: -1 } }, 'outbox.limit'],
    [{ outbox: { bytes: '1' } }, 'outbox.bytes'],
    [{ outbox: { overflow: 'explode' } }, 'outbox.overflow'],
    [{ retry: { initialDelay: -1 } }, 'retry.initialDelay'],
    [{ retry: { maxDelay: NaN } }, 'retry.maxDelay'],
    [{ retry: { factor: 0.5 } }, 'retry.factor'],
    [{ retry: { jitter: 'some' } }, 'retry.jitter'],
    [{ retry: { maxAttempts: 0 } }, 'retry.maxAttempts'],
    [{ retry: { stableAfter: -1 } }, 'retry.stableAfter'],
    [{ heartbeat: { interval: 0, timeout: 1 } }, 'heartbeat.interval'],
    [{ heartbeat: { interval: 1, timeout: 0 } }, 'heartbeat.timeout'],
  ]
  for (const [options, path] of invalid) {
    it(`refuses ${Object.entries(options)
      .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
      .join(', ')}`, () => {
      expect(faultsOf(options)).to.deep.equal([path])
    })
  }

  for (const heartbeat of [null, 0, true, {}]) {
    it(`refuses a heartbeat that is ${JSON.stringify(heartbeat)}, which is not off`, () => {
      expect(faultsOf({ heartbeat })).to.deep.equal(['heartbeat.interval', 'heartbeat.timeout'])
    })
  }

  it('reports every fault at once', () => {
    const options = { url: 'nowhere', linger: -1, outbox: { limit: -1 }, retry: { factor: 0 } }
    expect(faultsOf(options)).to.deep.equal(['url', 'linger', 'outbox.limit', 'retry.factor'])
  })

  it('clamps what a timer cannot wait', () => {
    const { connectTimeout, closeTimeout, linger } = setup({
      ...{ connectTimeout: Infinity, closeTimeout: 1e12, linger: Infinity },
    })
    expect([connectTimeout, closeTimeout, linger]).to.deep.equal(Array(3).fill(2 ** 31 - 1))
  })
})
