import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect } from 'chai'

describe('examples/opentelemetry.ts', () => {
  it('prints the spans of a loss and its recovery, and the metrics', async function () {
    this.timeout(20_000)
    const flags = ['--import', 'tsx', '--conditions=pulsewire:source']
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, 'examples/opentelemetry.ts'])
    expect(stderr).to.equal('')
    const names = [...stdout.matchAll(/^ {2}name: '(.*)'/gm)].map(([, name]) => name)
    expect(names.at(0)).to.equal('connect chat')
    expect(names.filter((name) => name === 'reconnect chat')).to.have.length(1)
    for (const text of ['pulsewire.loss', 'pulsewire.recovery', 'pulsewire.messages', '{message}']) {
      expect(stdout).to.include(text)
    }
  })
})
