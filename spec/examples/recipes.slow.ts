import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect } from 'chai'

/** Runs a recipe with the command on its page, and returns the lines that it prints. */
async function run(name: string): Promise<readonly string[]> {
  const flags = ['--import', 'tsx', '--conditions=pulsewire:source']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, `examples/resilience/${name}.ts`])
  expect(stderr).to.equal('')
  return stdout.trim().split('\n')
}

describe('the recipes', function () {
  this.timeout(30_000)
  const runs = new Map<string, Promise<readonly string[]>>()

  // In parallel: the recipes spend most of their time waiting.
  before(() => {
    for (const name of ['token-refresh', 'server-restarts', 'rate-limits', 'going-offline', 'shutting-down']) {
      runs.set(name, run(name))
    }
  })

  it('token refresh: a refused token is replaced at once', async () => {
    const lines = ['Idle', 'Connecting', 'Waiting', 'Connecting', 'Open', 'welcome', 'Closing', 'Closed']
    expect(await runs.get('token-refresh')).to.deep.equal(lines)
  })

  it('server restarts: it subscribes again', async () => {
    const lines = ['news of sports', 'lost, will reconnect', 'news of sports', 'ended']
    expect(await runs.get('server-restarts')).to.deep.equal(lines)
  })

  it('rate limits: it waits for Retry-After', async () => {
    const [first, ...lines] = (await runs.get('rate-limits')) ?? []
    expect(first).to.equal('Connecting')
    expect(lines[0]).to.match(/HTTP 429; next try in 1000 ms$/)
    expect(lines.slice(1)).to.deep.equal(['Connecting', 'Open', 'Closing', 'Closed'])
  })

  it('going offline: it dials as soon as the network is back', async () => {
    const lines = ['Idle', 'Connecting', 'Open', 'Waiting', 'Connecting', 'Open', 'Closing', 'Closed']
    expect((await runs.get('going-offline'))?.filter((line) => !line.startsWith('chat:'))).to.deep.equal(lines)
  })

  it('shutting down: every message is sent before the closing handshake', async () => {
    const lines = (await runs.get('shutting-down')) ?? []
    expect(lines).to.have.members([
      '1000 handed to the operating system',
      'Closed',
      'closed with 1001 going away after 1000 messages',
    ])
  })
})
