import { expect } from 'chai'
import { build } from 'esbuild'

import * as development from '../../../lib/connection/checks/development.ts'
import * as production from '../../../lib/connection/checks/production.ts'

const url = 'wss://example.org/chat'

/** Bundles the whole library for browsers, from its source. */
async function bundle(condition: string | undefined, environment: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['lib/index.ts', 'lib/bridges/react.ts'],
    outdir: 'temp',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['rxjs', 'io-ts', 'react'],
    conditions: ['pulsewire:source', ...(condition === undefined ? [] : [condition])],
    define: { 'process.env.NODE_ENV': JSON.stringify(environment) },
  })
  return outputFiles.map(({ text }) => text).join('\n')
}

const explanation = 'wrap it, as in standard(schema)'
const warnings = ['receive$ is subscribed, but', 'useConnection got another connection']

describe('The checks of a production build', () => {
  it('have the names of those of development', () => {
    expect(Object.keys(production)).to.have.members(Object.keys(development))
  })

  it('accept all options that development accepts', () => {
    for (const options of [
      { url },
      { url, port: 8_080 },
      { url: new URL(url), retry: false, heartbeat: false, compression: true, port: undefined },
      { url: () => url, port: 1, retry: { maxAttempts: Infinity, initialDelay: 0 }, outbox: { limit: 0, bytes: 0 } },
      { url, heartbeat: { passive: true, timeout: 1 }, linger: 0, name: '', headers: { 'x-id': undefined } },
    ]) {
      expect(development.checkOptions(options)).to.deep.equal([])
      expect(production.checkOptions(options)).to.deep.equal([])
    }
  })

  it('list what a deployment can get wrong, with its path', () => {
    for (const [options, ...paths] of [
      [{ url: 'example.org' }, 'url'],
      [{ url: undefined }, 'url'],
      [undefined, 'url'],
      [null, 'url'],
      [{ url, port: Number.NaN }, 'port'],
      [{ url: () => url, port: 70_000 }, 'port'],
      [{ url, port: '8080' }, 'port'],
      [{ url: `${url}#`, connectTimeout: -1 }, 'url', 'connectTimeout'],
      [{ url, retry: { initialDelay: Number.NaN, factor: -1 } }, 'retry.initialDelay', 'retry.factor'],
      [{ url, heartbeat: { interval: Number.NaN, timeout: 1 } }, 'heartbeat.interval'],
      [{ url, outbox: { limit: -1 } }, 'outbox.limit'],
    ] as const) {
      expect(production.checkOptions(options).map(({ path }) => path)).to.deep.equal(paths)
      expect(development.checkOptions(options), JSON.stringify(options)).to.have.length.above(0)
    }
  })

  it('refuse what a headers or protocols function must not give, and quote none of it', () => {
    expect(production.checkFreshValues({ authorization: 'secret' }, ['v1'])).to.deep.equal([])
    for (const [headers, protocols, path] of [
      [undefined, [], 'headers'],
      ['secret', [], 'headers'],
      [{}, undefined, 'protocols'],
      [{}, 5, 'protocols'],
    ] as const) {
      const issues = production.checkFreshValues(headers, protocols)
      expect(issues.map((issue) => issue.path)).to.deep.equal([path])
      expect(issues[0]?.message).not.to.include('secret')
    }
  })

  it('say in few words what is wrong', () => {
    const messages = [
      ...production.checkOptions({ url, linger: -1 }),
      ...production.checkFreshValues(null, []),
      ...production.checkFreshValues({}, 'v1'),
    ].map(({ path, message }) => `${path} ${message}`)
    expect(messages).to.deep.equal([
      'linger must be a number, at least 0',
      'headers must be an object',
      'protocols must be a string or an array of strings',
    ])
    expect(production.describeValue('secret')).to.equal('a value of type string')
  })

  it('read the issues of a codec, and take any other answer for a refusal', () => {
    const issues = [{ path: 'a', message: 'expected string' }]
    expect(production.issuesOfAnswer({ _tag: 'Left', left: issues })).to.equal(issues)
    for (const answer of [undefined, null, 'text', Promise.resolve(), { _tag: 'Left' }, { _tag: 'Left', left: 'x' }]) {
      expect(production.issuesOfAnswer(answer)).to.deep.equal([{ path: '', message: 'the codec refused it' }])
    }
  })

  it('guarantee 10: leave no unhandled rejection of an async codec', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): number => unhandled.push(reason)
    process.on('unhandledRejection', note)
    production.issuesOfAnswer(Promise.reject(new Error('mine')))
    await new Promise(setImmediate)
    process.off('unhandledRejection', note)
    expect(unhandled).to.deep.equal([])
  })

  it('leave explanations and warnings out of a bundle', async () => {
    const text = await bundle('production', 'production')
    for (const absent of [explanation, ...warnings]) expect(text).not.to.include(absent)
  })

  it('are not those of development, nor of a bundler without a condition, which leaves out the warnings alone', async () => {
    const developed = await bundle('development', 'development')
    for (const present of [explanation, ...warnings]) expect(developed).to.include(present)
    const text = await bundle(undefined, 'production')
    expect(text).to.include(explanation)
    for (const absent of warnings) expect(text).not.to.include(absent)
  })
})
