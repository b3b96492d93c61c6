import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect } from 'chai'

import { bundleProgram } from '../support/bundle-program.ts'
import { playSeed } from './explore.ts'

async function simulate(...options: readonly string[]): Promise<string> {
  const program = await bundleProgram('spec/simulation/simulate.ts')
  try {
    return (await promisify(execFile)(process.execPath, [program.file, ...options])).stdout
  } finally {
    await program.remove()
  }
}

describe('npm run simulate', () => {
  it('guarantee 14: replays a seed', async () => {
    const { faults, trace } = await playSeed(3)
    expect(await simulate('--seed', '3')).to.equal(`seed 3: ${trace.length} events, ${faults} faults, no violation\n`)
  }).timeout(30_000)
})
