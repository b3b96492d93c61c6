import { expect } from 'chai'

import { readClientArguments } from '../../lib/command/client-arguments.ts'
import { readServeArguments } from '../../lib/command/serve-arguments.ts'
import { readTime, UsageError } from '../../lib/command/usage.ts'

const url = 'ws://127.0.0.1/'

describe('the arguments of the command', () => {
  it('are a url and options, with safe defaults', () => {
    expect(readClientArguments([url])).to.deep.equal({
      _tag: 'Connect',
      client: {
        url,
        headers: {},
        protocols: [],
        tokenCommand: undefined,
        isInsecure: false,
        isBinary: false,
        isJson: false,
        isOnce: false,
        waits: false,
        isQuiet: false,
        hasDiagram: false,
        attempts: Infinity,
        recordTo: undefined,
        keepsMessages: false,
      },
    })
    const order = readClientArguments([
      ...['-H', 'X-A: 1', '--header', 'X-B:a:b', '-s', 'one', '--subprotocol', 'two', '--attempts', '3', '-qw', url],
    ])
    expect(order).to.have.nested.property('client.headers').that.deep.equals({ 'X-A': '1', 'X-B': 'a:b' })
    expect(order).to.have.nested.property('client.protocols').that.deep.equals(['one', 'two'])
    expect(order).to.deep.nested.include({ 'client.attempts': 3, 'client.isQuiet': true, 'client.waits': true })
  })

  it('ask for help, a version or a replay', () => {
    expect(readClientArguments(['-h', 'x', 'y'])._tag).to.equal('Help')
    expect(readClientArguments(['--version'])._tag).to.equal('Version')
    expect(readClientArguments(['--replay', 'a.json', '--test'])).to.deep.equal({
      _tag: 'Replay',
      file: 'a.json',
      isTest: true,
    })
    expect(readServeArguments(['--help'])).to.equal(undefined)
  })

  const wrong: ReadonlyArray<readonly [given: ReadonlyArray<string>, message: string]> = [
    [[], 'a URL is missing'],
    [[url, url], 'one URL'],
    [[url, '--replay', 'x'], 'takes no URL'],
    [[url, '--test'], '--test needs --replay'],
    [[url, '--record-messages'], '--record-messages needs --record'],
    [[url, '--attempts', '0'], '--attempts takes a whole number from 1'],
    [[url, '--attempts', ''], '--attempts takes a whole number'],
    [[url, '-H', 'c4n4ry'], "--header takes 'NAME: VALUE'"],
    [[url, '--nonsense'], '--nonsense'],
  ]
  for (const [given, message] of wrong) {
    it(`are refused: ${given.join(' ') || 'none'}`, () => {
      expect(() => readClientArguments(given)).to.throw(UsageError, message)
      expect(() => readClientArguments(given)).not.to.throw(UsageError, 'c4n4ry')
    })
  }

  it('tell a server how to misbehave', () => {
    expect(
      readServeArguments(['-p', '8080', '--drop-every', '5s', '--refuse', '503', '--retry-after', '30']),
    ).to.deep.include({
      port: 8_080,
      host: '127.0.0.1',
      echoes: true,
      dropEvery: 5_000,
      refuse: { status: 503, retryAfter: 30 },
      delay: 0,
    })
    expect(readServeArguments(['--script', 'o--a', '--stall'])).to.deep.include({
      echoes: false,
      column: 100,
      stalls: true,
    })
    for (const given of [
      ['--echo', '--script', 'o'],
      ['--retry-after', '3'],
      ['--refuse', '200'],
      ['--port', '70000'],
      ['x'],
    ]) {
      expect(() => readServeArguments(given), given.join(' ')).to.throw(UsageError)
    }
  })

  it('have times with units', () => {
    expect(['400', '400ms', '5s', '0.5s', '2m'].map((time) => readTime(time, '--delay'))).to.deep.equal([
      400, 400, 5_000, 500, 120_000,
    ])
    for (const time of ['', '-1', '5h', 's', '1e3', '99999999m'])
      expect(() => readTime(time, '--delay'), time).to.throw('--delay takes a time')
  })
})
