import { readFileSync } from 'node:fs'

import { expect } from 'chai'

import type { ConnectionOptions } from '../../lib/connection/options/options.ts'
import { resolveOptions } from '../../lib/connection/options/resolve-options.ts'
import { heartbeat, transport } from '../../lib/transport/node/transport.ts'

/** Reads a source file: specs run with the root as their working directory, also when they were compiled elsewhere. */
const read = (path: string): string => readFileSync(path, 'utf8')

interface Row {
  /** `connectTimeout`, `retry.factor`. */
  readonly path: string
  readonly initial: string
  readonly minimum: string
}

/** The rows of the page's tables of connection options. */
function rows(): readonly Row[] {
  let prefix = ''
  const page = read('docs/options.md')
  return page
    .slice(0, page.indexOf('## Options of operators'))
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

const resolve = (options: ConnectionOptions<string, string>): ReturnType<typeof resolveOptions> =>
  resolveOptions(options, { transport, heartbeat }) as ReturnType<typeof resolveOptions>

describe('docs/options.md', () => {
  it('has every option, and no other', () => {
    const named = (prefix: string): readonly string[] =>
      rows().flatMap(({ path }) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []))
    const options = fieldsOf('lib/connection/options/options.ts', 'ConnectionOptions')
    expect(options).to.include('url')
    expect(named('').filter((path) => !path.includes('.'))).to.have.members(options)
    expect(named('outbox.')).to.have.members(fieldsOf('lib/connection/sending/send-queue.ts', 'OutboxLimits'))
    expect(named('retry.')).to.have.members([...fieldsOf('lib/model/retry.ts', 'RetryPolicy'), 'diagnose'])
  })

  it('shows the defaults of the code', () => {
    const { connectTimeout, closeTimeout, retry, outbox, maxMessageSize, linger } = resolve({ url: 'ws://peer' })
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

  it('shows the minimums of the code', () => {
    const bounded = rows().filter(({ minimum }) => /^\d+$/.test(minimum))
    expect(bounded.length).to.be.greaterThan(8)
    for (const { path, minimum } of bounded) {
      expect(() => resolve(toOptions(path, Number(minimum))), path).not.to.throw()
      expect(() => resolve(toOptions(path, Number(minimum) - 1)), path).to.throw(path)
    }
  })
})
