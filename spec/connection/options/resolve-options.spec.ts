import { constants } from 'node:buffer'

import { expect } from 'chai'
import * as t from 'io-ts'
import { type ConnectionOptions, defineConnection, diagnose, json, raw, type SettingsInvalid, text } from 'pulsewire'
import { EMPTY, NEVER } from 'rxjs'
import * as z from 'zod'

import { resolveOptions } from '../../../lib/connection/options/resolve-options.ts'
import { defaultClock } from '../../../lib/connection/timers/clock.ts'
import { setSharedTimer } from '../../../lib/connection/timers/shared-timers.ts'
import { setTimer } from '../../../lib/connection/timers/timer.ts'
import { unreferencedClock } from '../../../lib/connection/timers/unreferenced-clock.ts'
import { manualClock } from '../../support/clocks/manual-clock.ts'
import { fakePeer } from '../../support/peers/fake-peer.ts'
import { watch } from '../../support/watching.ts'

const { transport } = fakePeer()
const platform = { transport, heartbeat: { interval: 30_000, timeout: 10_000 }, unreferencedClock }
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

  it('replaces single defaults by given values', () => {
    expect(setup({ retry: { initialDelay: 1 } }).retry).to.include({ initialDelay: 1, maxDelay: 30_000 })
    expect(setup({ outbox: { limit: 1 } }).outbox).to.include({ limit: 1, overflow: 'reject' })
    expect(setup({ retry: false }).isRetrying).to.equal(false)
    expect(setup({ heartbeat: false }).heartbeat).to.equal(false)
    expect(setup({ protocols: () => 'chat' }).refreshable).to.equal(true)
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

  it('refuses a heartbeat without its times, unless it is passive', () => {
    expect(faultsOf({ heartbeat: {} })).to.deep.equal(['heartbeat.interval', 'heartbeat.timeout'])
    expect(faultsOf({ heartbeat: { passive: true } })).to.deep.equal(['heartbeat.timeout'])
  })

  describe('names a mistake at once: the given, the expected, and the cure', () => {
    const Type = t.type({ id: t.string })
    const mistakes: ReadonlyArray<readonly [what: string, options: unknown, path: string, ...parts: string[]]> = [
      ['no options', undefined, '', 'expected an object such as', 'undefined'],
      ['a number for options', 5, '', 'expected an object such as', 'number 5'],
      ['no url', { url: undefined }, 'url', "'wss://example.org/chat'", 'undefined'],
      ['a number for a url', { url: 80 }, 'url', 'number 80'],
      ['retry: true', { retry: true }, 'retry', '{ initialDelay: 1_000 } or false', 'boolean true'],
      ['retry: 5', { retry: 5 }, 'retry', 'number 5', '{ maxAttempts: 5 }'],
      ['retry: null', { retry: null }, 'retry', 'null'],
      ['an unknown option', { heartBeat: false }, 'heartBeat', 'is unknown; did you mean heartbeat?'],
      [
        'an option of another library',
        { reconnectInterval: 1 },
        'reconnectInterval',
        'is unknown',
        'known are name, url',
      ],
      ['an unknown field of retry', { retry: { maxAttempt: 1 } }, 'retry.maxAttempt', 'did you mean maxAttempts?'],
      ['an unknown field of outbox', { outbox: { size: 1 } }, 'outbox.size', 'known are limit, bytes, overflow'],
      ['an unknown field of node', { node: { proxy: {} } }, 'node.proxy', 'is unknown'],
      ['outbox: null', { outbox: null }, 'outbox', '{ limit: 100 }', 'null'],
      ['outbox: 100', { outbox: 100 }, 'outbox', '{ limit: 100 }', 'number 100'],
      [
        'an unknown overflow',
        { outbox: { overflow: 'drop' } },
        'outbox.overflow',
        "'reject' or 'dropOldest' or 'dropNewest'",
      ],
      [
        'heartbeat: true',
        { heartbeat: true },
        'heartbeat',
        '{ interval: 30_000, timeout: 10_000 } or false',
        'boolean true',
      ],
      ['heartbeat: null', { heartbeat: null }, 'heartbeat', 'null'],
      ['heartbeat: 0', { heartbeat: 0 }, 'heartbeat', 'number 0'],
      ['json that is not called', { codec: json }, 'codec', 'a function named json', 'call it'],
      ['a type of io-ts as the codec', { codec: Type }, 'codec', 'json(type)'],
      ['a schema of zod as the codec', { codec: z.string() }, 'codec', 'standard(schema)'],
      ['half a codec', { codec: { decode: text.decode } }, 'codec', 'expected a codec', 'an object'],
      ['codec: null', { codec: null }, 'codec', 'null'],
      ['a header with a line break', { headers: { a: 's3cr3t\n' } }, 'headers.a', 'line break', 'trim'],
      ['a header of a number', { headers: { a: 1 } }, 'headers.a', 'expected a string', 'number 1'],
      ['a name of a header with a space', { headers: { 'a b': '' } }, 'headers', 'name of a header'],
      [
        'a header of the handshake',
        { headers: { 'Sec-WebSocket-Protocol': 'a' } },
        'headers.Sec-WebSocket-Protocol',
        'protocols',
      ],
      ['headers that are a Map', { headers: new Map([['a', 'b']]) }, 'headers', 'a Map', 'Object.fromEntries'],
      ['headers that are Headers', { headers: new Headers() }, 'headers', 'a Headers', 'Object.fromEntries'],
      ['headers that are a string', { headers: 'a: s3cr3t' }, 'headers', 'a string'],
      ['headers that are an array', { headers: [['a', 'b']] }, 'headers', 'an array', 'Object.fromEntries'],
      ['headers: null', { headers: null }, 'headers', 'null'],
      ['protocols: 5', { protocols: 5 }, 'protocols', 'number 5'],
      ['protocols: [5]', { protocols: [5] }, 'protocols', 'array of strings'],
      ['a subprotocol twice, in other case', { protocols: ['echo', 'eCho'] }, 'protocols', 'without case'],
      [
        'an initialDelay above maxDelay',
        { retry: { initialDelay: 9, maxDelay: 8 } },
        'retry.initialDelay',
        '8',
        'raise',
      ],
      ['wake$ without subscribe', { wake$: true }, 'wake$', 'an Observable', 'boolean true'],
      ['greet: a Promise', { greet: Promise.resolve() }, 'greet', 'a function', 'a Promise'],
      ['clock: Date', { clock: Date }, 'clock', 'now and after'],
      ['random: 0.5', { random: 0.5 }, 'random', 'a function'],
      ['transport: a class instance', { transport: {} }, 'transport', 'a function'],
      ['compression: 9', { compression: 9 }, 'compression', 'true or false', 'number 9'],
      ['a threshold below 0', { compression: { threshold: -1 } }, 'compression.threshold', 'at least 0'],
      ['unref: 1', { unref: 1 }, 'unref', 'true or false'],
      ['tls: true', { tls: true }, 'tls', 'an object'],
      ['linger: a text', { linger: '5s' }, 'linger', 'a number of milliseconds', 'a string'],
    ]
    for (const [what, options, path, ...parts] of mistakes) {
      it(what, () => {
        const given = typeof options === 'object' ? { url: 'ws://peer/', name: 'chat', ...options } : options
        let error: unknown
        try {
          void defineConnection(given as never)
        } catch (thrown) {
          error = thrown
        }
        expect(error).to.have.property('_tag', 'SettingsInvalid')
        const { issues, message } = error as SettingsInvalid
        expect(issues.map((issue) => issue.path)).to.deep.equal([path])
        for (const part of parts) expect(issues[0]?.message).to.contain(part)
        expect(message).to.contain(
          typeof options === 'object' ? 'The options of connection chat can never' : 'The options can never',
        )
        expect(message).not.to.contain('s3cr3t')
      })
    }
  })

  it('takes the rest from the platform or from rxjs where it is left out', () => {
    const defaults = setup()
    expect(defaults).to.include({ compression: false, unref: false, codec: text, transport, random: Math.random })
    expect(defaults).to.include({ clock: defaultClock, setHeartbeatTimer: setTimer, diagnose, wake$: undefined })
    expect(setup({ unref: true }).clock).to.equal(unreferencedClock)
    const other = fakePeer()
    const own = {
      ...{ compression: true, codec: raw, transport: other.transport, random: () => 0.5, clock: manualClock() },
      ...{ wake$: NEVER, greet: () => EMPTY },
    }
    expect(setup(own as never)).to.include(own)
    expect(setup(own as never).hasGreeting).to.equal(true)
    const verdict = (): 'final' => 'final'
    expect(setup({ retry: { diagnose: verdict } }).diagnose).to.equal(verdict)
    const setHeartbeatTimer = setSharedTimer
    expect(resolveOptions('ws://peer/', { ...platform, setHeartbeatTimer })).to.include({ setHeartbeatTimer })
  })

  it('wakes with the platform, for as long as it is subscribed', () => {
    let listener: (() => void) | undefined
    const onWake = (given: () => void): (() => void) => {
      listener = given
      return () => {
        listener = undefined
      }
    }
    const woken = watch(resolveOptions('ws://peer/', { ...platform, onWake }).wake$!)
    listener!()
    expect(woken.values).to.have.length(1)
    woken.stop()
    expect(listener).to.equal(undefined)
  })

  it('tells a heartbeat that pings from one that only listens', () => {
    const isReply = (): boolean => true
    const pinging = setup({ heartbeat: { interval: 2, timeout: 1, message: 'ping', isReply, passive: false } as never })
    expect(pinging.heartbeat).to.deep.equal({ interval: 2, timeout: 1 })
    expect(pinging.ping?.()).to.equal('ping')
    expect(pinging.isReply).to.equal(isReply)
    const message = (): string => 'now'
    expect(setup({ heartbeat: { interval: 2, timeout: 1, message } }).ping).to.equal(message)
    const listening = setup({ heartbeat: { passive: true, timeout: 1, message: 'ping', isReply } as never })
    expect(listening.heartbeat).to.deep.equal({ passive: true, timeout: 1 })
    expect(listening).to.include({ ping: undefined, isReply: undefined })
    expect(setup()).to.include({ ping: undefined, isReply: undefined })
  })

  it('names the connection in its complaint only where it has a name', () => {
    expect(() => setup({ name: '', linger: -1 })).to.throw(/^The options can never work/)
    expect(() => setup({ name: 'chat', linger: -1 })).to.throw(/^The options of connection chat can never work/)
  })

  it('takes a url alone', () => {
    expect(resolveOptions('ws://peer/a', platform)).to.include({ url: 'ws://peer/a', name: 'ws://peer/a' })
    expect(resolveOptions(new URL('ws://peer/a'), platform)).to.include({ name: 'ws://peer/a' })
  })

  it('takes options that are undefined as left out, at any depth', () => {
    const outbox = { limit: undefined, bytes: undefined, overflow: undefined }
    const heartbeat = { interval: 1, timeout: 1, message: undefined, isReply: undefined }
    const options = { port: undefined, name: undefined, codec: undefined, headers: undefined, heartbeat, outbox }
    expect(setup({ ...options, retry: { factor: undefined } })).to.deep.include({ ...setup(), heartbeat })
    expect(faultsOf({ headers: { authorization: undefined } })).to.deep.equal([])
  })

  it('lets a maxDelay alone bound the first delay too', () => {
    expect(setup({ retry: { maxDelay: 100 } }).retry).to.include({ initialDelay: 100, maxDelay: 100 })
  })

  it('lets an initialDelay alone raise maxDelay, so that no wait is cut short', () => {
    expect(setup({ retry: { initialDelay: 60_000 } }).retry).to.include({ initialDelay: 60_000, maxDelay: 60_000 })
    expect(setup({ retry: { initialDelay: 60_000, maxDelay: undefined } }).retry).to.include({ maxDelay: 60_000 })
    expect(setup({ retry: { initialDelay: Infinity } }).retry).to.include({ maxDelay: Infinity })
  })

  it('limits messages to the longest string of V8', () => {
    expect(setup({ maxMessageSize: Infinity }).maxMessageSize).to.equal(constants.MAX_STRING_LENGTH)
  })

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
