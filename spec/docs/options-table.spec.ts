import { readFileSync } from 'node:fs'

import { expect } from 'chai'

import type { ConnectionOptions } from '../../lib/connection/options.ts'
import { resolveOptions } from '../../lib/connection/resolve-options.ts'
import { heartbeat, transport } from '../../lib/transport/node/transport.ts'

/** Of the sources, wherever the specs were compiled to: they are run from the root. */
const read = (path: string): string => readFileSync(path, 'utf8')

interface Row {
  /** `connectTimeout`, `retry.factor`. */
  readonly path: string
  readonly initial: string
  readonly minimum: string
}

/** The rows of the README's tables of options. */
function rows(): readonly Row[] {
  let prefix = ''
  const page = read('README.md')
  return page
    .slice(page.indexOf('## Options'), page.indexOf('## Test with marbles'))
    .split('\n')
    .flatMap((line): Row[] => {
      const [, name, , initial = '', minimum = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
      const title = /^`(\w+\.)`$/.exec(name ?? '')
      if (title !== null) prefix = title[1] ?? ''
      const option = /^`(\w+)`$/.exec(name ?? '')
      return option === null ? [] : [{ path: `${prefix}${option[1] ?? ''}`, initial, minimum }]
    })
}

/** The fields that an interface declares, in its order. */
function fieldsOf(path: string, name: string): readonly string[] {
  const source = read(path)
  const from = source.indexOf(`interface ${name}`)
  return [...source.slice(from, source.indexOf('\n}', from)).matchAll(/^ {2}readonly (\w+)\??:/gm)].map(
    ([, field = '']) => field,
  )
}

function toOptions(path: string, value: unknown): ConnectionOptions<string, string> {
  const [outer = '', inner] = path.split('.')
  return { url: 'ws://peer', [outer]: inner === undefined ? value : { [inner]: value } }
}

const setupOf = (options: ConnectionOptions<string, string>): ReturnType<typeof resolveOptions> =>
  resolveOptions(options, { transport, heartbeat }) as ReturnType<typeof resolveOptions>

describe("the README's tables of options", () => {
  it('have every option, and no other', () => {
    const named = (prefix: string): readonly string[] =>
      rows().flatMap(({ path }) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []))
    const options = fieldsOf('lib/connection/options.ts', 'ConnectionOptions')
    expect(options).to.include('url')
    expect(named('').filter((path) => !path.includes('.'))).to.have.members(options)
    expect(named('outbox.')).to.have.members(fieldsOf('lib/connection/sending/send-queue.ts', 'OutboxLimits'))
    expect(named('retry.')).to.have.members([...fieldsOf('lib/model/retry.ts', 'RetryPolicy'), 'diagnose'])
  })

  it('give the defaults that the code has', () => {
    const { connectTimeout, closeTimeout, retry, outbox, maxMessageSize, linger } = setupOf({ url: 'ws://peer' })
    const prefixed = (prefix: string, fields: object): readonly (readonly [string, unknown])[] =>
      Object.entries(fields).map(([name, value]) => [prefix + name, value] as const)
    const actual = [
      ...prefixed('', { connectTimeout, closeTimeout, maxMessageSize, linger }),
      ...prefixed('retry.', retry),
      ...prefixed('outbox.', outbox),
    ]
    const written = new Map(rows().map(({ path, initial }) => [path, initial]))
    for (const [path, value] of actual) {
      const text = typeof value === 'string' ? `'${value}'` : String(value)
      expect(
        written
          .get(path)
          ?.replace(/ \(.*/, '')
          .replaceAll(/(?<=\d) |`/g, ''),
        path,
      ).to.equal(text)
    }
    expect(written.get('heartbeat')?.replaceAll('_', '')).to.include(
      `{ interval: ${heartbeat.interval}, timeout: ${heartbeat.timeout} }`,
    )
  })

  it('give the minimums that the code has', () => {
    const bounded = rows().filter(({ minimum }) => /^\d+$/.test(minimum))
    expect(bounded.length).to.be.greaterThan(8)
    for (const { path, minimum } of bounded) {
      expect(() => setupOf(toOptions(path, Number(minimum))), path).not.to.throw()
      expect(() => setupOf(toOptions(path, Number(minimum) - 1)), path).to.throw(path)
    }
  })
})
