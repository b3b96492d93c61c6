import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'

const root = fileURLToPath(new URL('../../..', import.meta.url))

describe('npm run page', function () {
  // Each run starts Node and its TypeScript loader anew.
  this.timeout(30_000)

  const start = (...parameters: readonly string[]): ReturnType<typeof spawn> =>
    spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=pulsewire:source', 'examples/page/serve.ts', ...parameters],
      { cwd: root },
    )

  it('prints the address, serves the page there and ends when it is interrupted', async () => {
    const child = start()
    try {
      const [said] = (await once(child.stdout!, 'data')) as [Buffer]
      const [address = ''] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said.toString()) ?? []
      expect(await (await fetch(address)).text()).to.include('pulsewire, live')
      child.kill('SIGINT')
      expect(await once(child, 'close')).to.deep.equal([0, null])
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('reports problems of its arguments', async () => {
    const child = start('--port', 'one')
    const [complaint] = await Promise.all([text(child.stderr!), once(child, 'close')])
    expect(complaint).to.include('--port 8080')
    expect(child.exitCode).to.equal(2)
  })
})
