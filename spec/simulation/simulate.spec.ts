import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect } from 'chai'

import { playSeed } from './explore.ts'

const file = fileURLToPath(import.meta.url.replace('.spec.', '.'))

async function simulate(...options: readonly string[]): Promise<string> {
  const node = ['--import', 'tsx', '--conditions=pulsewire:source', file, ...options]
  const { stdout } = await promisify(execFile)(process.execPath, node)
  return stdout
}

describe('npm run simulate', () => {
  it('guarantee 14: replays a seed', async () => {
    const { faults, trace } = await playSeed(3)
    expect(await simulate('--seed', '3')).to.equal(`seed 3: ${trace.length} events, ${faults} faults, no violation\n`)
  }).timeout(30_000)
})
