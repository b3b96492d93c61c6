import { spawnSync } from 'node:child_process'

import { expect } from 'chai'

/** Runs a program in a process of its own, since a warning comes once a process. Returns what it printed to stderr. */
function warningsOf(program: string, environment: string | undefined): ReadonlyArray<string> {
  const head = "import { clientStart$, defineConnection, receive$ } from 'pulsewire'"
  const { NODE_ENV: _, ...others } = process.env
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=pulsewire:source', '--input-type=module', '--eval', `${head}\n${program}`],
    { encoding: 'utf8', env: { ...others, ...(environment === undefined ? {} : { NODE_ENV: environment }) } },
  )
  expect(status).to.equal(0)
  return stderr.split('\n').filter((line) => line !== '')
}

const silent = `
  for (const name of ['a', 'b', 'c']) defineConnection({ name, url: 'ws://127.0.0.1:1' }).pipe(receive$()).subscribe()
`
const started = `
  const chat = defineConnection({ url: 'ws://127.0.0.1:1' })
  chat.pipe(receive$()).subscribe()
  const lease = clientStart$(chat).subscribe({ error: () => undefined })
  setTimeout(() => lease.unsubscribe(), 20)
`

describe('A receive$ on a connection that nobody starts', () => {
  it('is warned about once, with the cure', () => {
    for (const environment of [undefined, 'development']) {
      const warnings = warningsOf(silent, environment)
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.match(/^pulsewire: a: receive\$ is subscribed, .* clientStart\$\(connection\)/)
    }
  }).timeout(30_000)

  it('is not warned about in production, in tests, and where the connection is started in the same turn', () => {
    expect(warningsOf(silent, 'production')).to.deep.equal([])
    expect(warningsOf(silent, 'test')).to.deep.equal([])
    expect(warningsOf(started, undefined)).to.deep.equal([])
  }).timeout(30_000)
})
