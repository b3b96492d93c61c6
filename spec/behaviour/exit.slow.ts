import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { expect } from 'chai'

import { rawPeer, started, stopPeers } from '../support/peers/raw-peer.ts'
import { listen } from '../support/peers/ws-server.ts'

/** Runs the program until it exits. Nothing stops it from outside. */
async function run(
  program: string,
  ...args: string[]
): Promise<{ readonly code: number | null; readonly output: string }> {
  const path = fileURLToPath(new URL(`./${program}.ts`, import.meta.url))
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
    expect(await run('lonely-client', server.url)).to.deep.equal({ code: 0, output: 'left: []\n' })
    await server.close()
  })

  it('lets the process exit once the last lease is released', async function () {
    this.timeout(20_000)
    const server = await listen((socket) => {
      socket.on('message', (data) => {
        socket.send(data)
      })
    })
    expect(await run('lonely-client', server.url, 'release')).to.deep.equal({ code: 0, output: '' })
    await server.close()
  })
})

describe('with unref, a connection that nothing stops lets the process exit', () => {
  afterEach(stopPeers)

  const exits = async (url: string, until: string, output: string): Promise<void> => {
    expect(await run('unreferenced-client', url, until)).to.deep.equal({ code: 0, output })
  }

  it('while it is open, with a heartbeat and a linger', async function () {
    this.timeout(20_000)
    const server = await listen()
    await exits(server.url, 'Open', 'Idle Connecting Open ')
    await server.close()
  })

  it('while it waits for its next attempt', async function () {
    this.timeout(20_000)
    const server = await listen()
    await server.close()
    await exits(server.url, 'Waiting', 'Idle Connecting Waiting ')
  })

  it('after connectTimeout, while a peer does not answer', async function () {
    this.timeout(20_000)
    const { request } = await started(rawPeer(() => undefined))
    const { code, output } = await run('unreferenced-client', request.url, 'Connecting')
    expect(code).to.equal(0)
    expect(output).to.match(/^Idle Connecting (?:Waiting )?$/)
  })

  it('after its stop', async function () {
    this.timeout(20_000)
    const server = await listen()
    await exits(server.url, 'Closed', 'Idle Connecting Open Closing Closed ')
    await server.close()
  })
})
