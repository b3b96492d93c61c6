import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'

import { listen } from '../support/peers/ws-server.ts'

const path = fileURLToPath(new URL('./lonely-client.ts', import.meta.url))

/** Runs the program until it exits. Nothing stops it from outside. */
async function run(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout?.on('data', (data) => (output += String(data)))
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { code, output }
}

describe('guarantee 6: a stopped connection keeps nothing alive', () => {
  it('leaves no socket and no timer when clientStop$ completes, so that the process exits', async function () {
    this.timeout(20_000)
    const server = await listen((socket) => {
      socket.on('message', (data) => {
        socket.send(data)
      })
    })
    expect(await run(server.url)).to.deep.equal({ code: 0, output: 'left: []\n' })
    await server.close()
  })

  it('lets the process exit once the last lease is released', async function () {
    this.timeout(20_000)
    const server = await listen((socket) => {
      socket.on('message', (data) => {
        socket.send(data)
      })
    })
    expect(await run(server.url, 'release')).to.deep.equal({ code: 0, output: '' })
    await server.close()
  })
})
