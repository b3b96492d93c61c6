import { expect } from 'chai'

import { text } from '../../../lib/codecs/text.ts'
import { checkFreshValues, checkOptions } from '../../../lib/connection/checks/development.ts'
import type { Issues } from '../../../lib/model/issue.ts'

const lines = (issues: Issues): ReadonlyArray<string> => issues.map(({ path, message }) => `${path}: ${message}`)

/** Each wrong value, with the whole of its issue. */
const rows: ReadonlyArray<readonly [options: object, ...issues: string[]]> = [
  [{ name: 1 }, 'name: expected a string, got the number 1'],
  [{ port: 0 }, 'port: must be an integer from 1 to 65535'],
  [{ port: 1.5 }, 'port: must be an integer from 1 to 65535'],
  [{ port: '80' }, 'port: must be an integer from 1 to 65535'],
  [{ url: null }, "url: expected a url such as 'wss://example.org/chat' or a function that gives one, got null"],
  [
    { url: null, port: 0 },
    "url: expected a url such as 'wss://example.org/chat' or a function that gives one, got null",
    'port: must be an integer from 1 to 65535',
  ],
  [
    { protocols: 5 },
    'protocols: expected a string, an array of strings or a function that gives one, got the number 5',
  ],
  [
    { protocols: ['a', 5] },
    'protocols: expected a string, an array of strings or a function that gives one, got an array',
  ],
  [
    { retry: { initialDelay: '9', maxDelay: 8 } },
    'retry.initialDelay: expected a number of milliseconds, at least 0, got a string',
  ],
  [
    { retry: { initialDelay: 9, maxDelay: '8' } },
    'retry.maxDelay: expected a number of milliseconds, at least 0, got a string',
  ],
  [{ connectTimeout: 0 }, 'connectTimeout: expected a number of milliseconds, at least 1, got the number 0'],
  [{ closeTimeout: '1' }, 'closeTimeout: expected a number of milliseconds, at least 0, got a string'],
  [{ linger: -1 }, 'linger: expected a number of milliseconds, at least 0, got the number -1'],
  [{ maxMessageSize: 0 }, 'maxMessageSize: expected a number of bytes, at least 1, got the number 0'],
  [{ unref: 1 }, 'unref: expected true or false, got the number 1'],
  [{ greet: {} }, 'greet: expected a function, got an object'],
  [{ random: 1 }, 'random: expected a function, got the number 1'],
  [{ transport: {} }, 'transport: expected a function, got an object'],
  [{ tls: true }, 'tls: expected an object such as { ca }, got the boolean true'],
  [{ tls: null }, 'tls: expected an object such as { ca }, got null'],
  [{ tls: [] }, 'tls: expected an object such as { ca }, got an array'],
  [{ node: 1 }, 'node: expected an object such as { agent }, got the number 1'],
  [{ node: { agent: 1 } }, 'node.agent: expected an object such as an http.Agent, got the number 1'],
  [{ node: { lookup: {} } }, 'node.lookup: expected a function, got an object'],
  [{ node: { localAddress: 1 } }, 'node.localAddress: expected a string, got the number 1'],
  [{ node: { socketPath: 1 } }, 'node.socketPath: expected a string, got the number 1'],
  [{ node: { createConnection: {} } }, 'node.createConnection: expected a function, got an object'],
  [
    { node: { proxy: 1 } },
    'node.proxy: is unknown, so remove it; known are agent, lookup, localAddress, socketPath, createConnection',
  ],
  [
    { compression: 9 },
    'compression: expected an object such as { threshold: 1_024 }, or true or false, got the number 9',
  ],
  [
    { compression: { threshold: -1, maxInflatedSize: 0 } },
    'compression.threshold: expected a number of bytes, at least 0, got the number -1',
    'compression.maxInflatedSize: expected a number of bytes, at least 1, got the number 0',
  ],
  [{ outbox: 1 }, 'outbox: expected an object such as { limit: 100 }, got the number 1'],
  [
    { outbox: { limit: -1, bytes: -1, overflow: 'drop' } },
    'outbox.limit: expected a number, at least 0, got the number -1',
    'outbox.bytes: expected a number of bytes, at least 0, got the number -1',
    "outbox.overflow: expected 'reject' or 'dropOldest' or 'dropNewest', got a string",
  ],
  [
    { retry: true },
    'retry: expected an object such as { initialDelay: 1_000 } or false, got the boolean true: leave it out for the defaults',
  ],
  [
    { retry: 3 },
    'retry: expected an object such as { initialDelay: 1_000 } or false, got the number 3: use { maxAttempts: 3 } to limit the attempts',
  ],
  [
    { retry: { initialDelay: -1, maxDelay: '1', factor: 0, maxAttempts: 0, stableAfter: -1 } },
    'retry.initialDelay: expected a number of milliseconds, at least 0, got the number -1',
    'retry.maxDelay: expected a number of milliseconds, at least 0, got a string',
    'retry.factor: expected a number, at least 1, got the number 0',
    'retry.maxAttempts: expected a number, at least 1, got the number 0',
    'retry.stableAfter: expected a number of milliseconds, at least 0, got the number -1',
  ],
  [
    { retry: { jitter: 'half', diagnose: 'retry' } },
    "retry.jitter: expected 'full' or 'none', got a string",
    'retry.diagnose: expected a function, got a string',
  ],
  [
    { retry: { initialDelay: 9, maxDelay: 8 } },
    'retry.initialDelay: must not exceed retry.maxDelay, which is 8: raise that too',
  ],
  [
    { heartbeat: 0 },
    'heartbeat: expected an object such as { interval: 30_000, timeout: 10_000 } or false, got the number 0',
  ],
  [
    { heartbeat: { message: 'ping' } },
    'heartbeat.interval: expected a number of milliseconds, at least 1, got null',
    'heartbeat.timeout: expected a number of milliseconds, at least 1, got null',
  ],
  [
    { heartbeat: { interval: undefined, timeout: 1 } },
    'heartbeat.interval: expected a number of milliseconds, at least 1, got null',
  ],
  [{ heartbeat: { passive: true } }, 'heartbeat.timeout: expected a number of milliseconds, at least 1, got null'],
  [
    { heartbeat: { interval: 1, timeout: 1, passive: 'yes', isReply: 'pong' } },
    'heartbeat.passive: expected true or false, got a string',
    'heartbeat.isReply: expected a function, got a string',
  ],
  [{ wake$: {} }, 'wake$: expected an Observable, got an object'],
  [{ wake$: null }, 'wake$: expected an Observable, got null'],
  [{ clock: { now: Date.now } }, 'clock: expected an object with the functions now and after, got an object'],
  [{ clock: { after: setTimeout } }, 'clock: expected an object with the functions now and after, got an object'],
  [{ codec: {} }, 'codec: expected a codec, such as text or json(), got an object'],
  [{ codec: { decode: String } }, 'codec: expected a codec, such as text or json(), got an object'],
  [{ codec: { encode: String } }, 'codec: expected a codec, such as text or json(), got an object'],
  [{ codec: String }, 'codec: expected a codec, got a function named String: call it, as in json(type)'],
  [{ codec: { '~standard': {} } }, 'codec: expected a codec, got a Standard Schema: wrap it, as in standard(schema)'],
  [{ codec: { validate: String } }, 'codec: expected a codec, got a type of io-ts: wrap it, as in json(type)'],
  [{ codec: { validate: true } }, 'codec: expected a codec, such as text or json(), got an object'],
]

/** Wrong headers, with the whole of their issue. */
const headerRows: ReadonlyArray<readonly [headers: unknown, ...issues: string[]]> = [
  [1, "headers: expected an object such as { authorization: '...' }, got the number 1"],
  [null, "headers: expected an object such as { authorization: '...' }, got null"],
  ['a: b', "headers: expected an object such as { authorization: '...' }, got a string"],
  [new Date(0), "headers: expected an object such as { authorization: '...' }, got a Date"],
  [new Map(), "headers: expected an object such as { authorization: '...' }, got a Map: use Object.fromEntries"],
  [{ 'a b': '' }, 'headers: a name of a header holds a character that HTTP does not allow'],
  [{ 'a:': '' }, 'headers: a name of a header holds a character that HTTP does not allow'],
  [{ ':a': '' }, 'headers: a name of a header holds a character that HTTP does not allow'],
  [{ '': '' }, 'headers: a name of a header holds a character that HTTP does not allow'],
  [{ a: 1 }, 'headers.a: expected a string or an array of strings, got the number 1'],
  [{ a: ['x', null] }, 'headers.a: expected a string or an array of strings, got null'],
  ...['\n', 'x\r', '\u0000x', 'x\u007f', '\u0100'].map(
    (value) =>
      [
        { a: value },
        'headers.a: holds a line break or another character that HTTP does not allow: trim or encode it',
      ] as const,
  ),
  [{ Connection: 'close' }, 'headers.Connection: is set by the opening handshake: leave it out'],
  [{ upgrade: 'h2c' }, 'headers.upgrade: is set by the opening handshake: leave it out'],
  [{ 'Sec-WebSocket-Key': 'a' }, 'headers.Sec-WebSocket-Key: is set by the opening handshake: leave it out'],
  [{ 'Sec-WebSocket-Version': '8' }, 'headers.Sec-WebSocket-Version: is set by the opening handshake: leave it out'],
  [
    { 'Sec-WebSocket-Extensions': 'x' },
    'headers.Sec-WebSocket-Extensions: is set by the opening handshake: use the option compression',
  ],
  [
    { 'Sec-WebSocket-Protocol': 'x' },
    'headers.Sec-WebSocket-Protocol: is set by the opening handshake: use the option protocols',
  ],
]

const title = (given: unknown): string =>
  given instanceof Map ? 'a Map' : JSON.stringify(given, (_, value: unknown) => value ?? null)

describe('An option that can never work is explained:', () => {
  for (const [options, ...issues] of rows) {
    it(title(options), () => {
      expect(lines(checkOptions({ url: 'ws://peer/', ...options }))).to.deep.equal(issues)
    })
  }

  for (const [headers, ...issues] of headerRows) {
    it(`headers ${title(headers)}`, () => {
      expect(lines(checkOptions({ url: 'ws://peer/', headers }))).to.deep.equal(issues)
      // A function of the options may give them too.
      expect(lines(checkFreshValues(headers, []))).to.deep.equal(issues)
    })
  }

  it('nothing but an object', () => {
    for (const given of [null, 1, []]) {
      expect(checkOptions(given).map(({ path }) => path)).to.deep.equal([''])
    }
  })

  it('subprotocols that a function gave', () => {
    expect(lines(checkFreshValues({}, 5))).to.deep.equal([
      'protocols: expected a string or an array of strings, got the number 5',
    ])
    expect(checkFreshValues({}, ['a', 'A']).map(({ path }) => path)).to.deep.equal(['protocols'])
  })
})

describe('An option that works is not refused:', () => {
  const works: Readonly<Record<string, object>> = {
    'the lowest port': { port: 1 },
    'the highest port': { port: 65_535 },
    'the lowest numbers': {
      ...{ connectTimeout: 1, closeTimeout: 0, linger: 0, maxMessageSize: 1 },
      retry: { initialDelay: 0, maxDelay: 0, factor: 1, maxAttempts: 1, stableAfter: 0 },
      ...{ heartbeat: { interval: 1, timeout: 1 }, outbox: { limit: 0, bytes: 0 } },
      compression: { threshold: 0, maxInflatedSize: 1 },
    },
    'one subprotocol': { protocols: 'chat' },
    'several subprotocols': { protocols: ['chat', 'v2'] },
    'a codec': { codec: text },
    'every overflow': { outbox: { overflow: 'dropNewest' } },
    'an initialDelay equal to maxDelay': { retry: { initialDelay: 5, maxDelay: 5 } },
    'no jitter': { retry: { jitter: 'none', diagnose: () => 'retry' } },
    'functions that are called for each dial': { headers: () => ({}), protocols: () => [] },
    'every character that a header may hold': {
      headers: { "!#$%&'*+-.^_`|~09AZaz": '\t !~\u0080\u00ff', list: ['a', 'b'], none: undefined },
    },
    'all options of the socket': {
      node: { agent: {}, lookup: () => undefined, localAddress: '::1', socketPath: '/x', createConnection: () => null },
    },
    switches: { compression: true, unref: false, retry: false, heartbeat: false },
    'a passive heartbeat': { heartbeat: { passive: true, timeout: 1 } },
    'a heartbeat with a message': { heartbeat: { interval: 1, timeout: 1, message: {}, isReply: () => true } },
    'an Observable, a clock and a tls option': {
      ...{ wake$: { subscribe: () => undefined }, tls: { ca: '' } },
      clock: { now: () => 0, after: () => () => undefined },
    },
  }
  for (const [what, options] of Object.entries(works)) {
    it(what, () => {
      expect(checkOptions({ url: 'ws://peer/', ...options })).to.deep.equal([])
      expect(checkOptions({ url: () => 'ws://peer/', ...options })).to.deep.equal([])
    })
  }
})
