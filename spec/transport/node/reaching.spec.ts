import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Server, type Socket as TcpSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect } from 'chai'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { WebSocketServer } from 'ws'

import { transport } from '../../../lib/transport/node/transport.ts'
import { certificate } from '../../support/certificate.ts'
import { connectProxy } from '../../support/peers/connect-proxy.ts'
import { causeOf, endOf, started, stopPeers } from '../../support/peers/raw-peer.ts'
import { dial, type Dialed, opens, requestFor, says, until } from '../harness.ts'
import { wsHarness } from '../ws-harness.ts'

const echo = async (dialed: Dialed, text: string): Promise<void> => {
  await until(() => dialed.calls.length > 0)
  dialed.socket.send(text, false, () => undefined)
  await until(() => dialed.messages.includes(text))
}

/** A server that echoes, on a port or a path. */
async function echoServer(where: string | undefined): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server: Server = createServer()
  const websockets = new WebSocketServer({ server: server as never, perMessageDeflate: true })
  const remotes = new Set<TcpSocket>()
  server.on('connection', (tcp: TcpSocket) => remotes.add(tcp))
  websockets.on('connection', (websocket) => {
    websocket.on('error', () => undefined)
    websocket.on('message', (data, isBinary) => websocket.send(data, { binary: isBinary }))
  })
  await new Promise<void>((resolve) => {
    if (where === undefined) server.listen(0, '127.0.0.1', resolve)
    else server.listen(where, resolve)
  })
  return {
    port: where === undefined ? (server.address() as AddressInfo).port : 0,
    stop: () =>
      new Promise((resolve) => {
        for (const tcp of remotes) tcp.destroy()
        server.close(() => resolve())
      }),
  }
}

describe('ws, reaching the peer', () => {
  afterEach(stopPeers)

  for (const tls of [undefined, certificate]) {
    const scheme = tls === undefined ? 'ws' : 'wss'

    it(`dials ${scheme} through an HTTP proxy, with an agent`, async () => {
      const proxy = await started(connectProxy())
      const peer = await started(wsHarness(transport, tls).start([opens, says('hello')]))
      const node = { agent: new HttpsProxyAgent(proxy.url) }
      const { messages } = dial({ ...peer, request: { ...peer.request, node } })
      await until(() => messages.length > 0)
      expect(messages).to.deep.equal(['hello'])
      expect(proxy.tunnels).to.deep.equal([new URL(peer.request.url).host])
    })

    it(`reports a proxy that refuses to tunnel ${scheme}`, async () => {
      const proxy = await started(connectProxy({ refuses: 407 }))
      const peer = await started(wsHarness(transport, tls).start([opens]))
      const node = { agent: new HttpsProxyAgent(proxy.url) }
      const end = await endOf(dial({ ...peer, request: { ...peer.request, node } }))
      expect(end).to.include({ _tag: 'Refused', status: 407 })
    })
  }

  it('dials a Unix domain socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pulsewire-'))
    const socketPath = join(folder, 'peer')
    await started(echoServer(socketPath))
    const dialed = dial({ transport, request: { ...requestFor('ws://peer.example/chat?a=b'), node: { socketPath } } })
    await echo(dialed, 'over a path')
    await stopPeers()
    rmSync(folder, { recursive: true })
  })

  it('resolves the host with a lookup of its own, and reports its error', async () => {
    const { port } = await started(echoServer(undefined))
    const asked: string[] = []
    const request = requestFor(`ws://peer.example:${port}/`)
    const found = dial({
      transport,
      request: {
        ...request,
        node: {
          lookup: (hostname, { all }, callback) => {
            asked.push(hostname)
            if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
            else callback(null, '127.0.0.1', 4)
          },
        },
      },
    })
    await echo(found, 'found')
    expect(asked).to.deep.equal(['peer.example'])
    const failing = {
      lookup: (_: string, __: object, callback: (error: Error, address: string) => void) => {
        callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '')
      },
    }
    const end = await endOf(dial({ transport, request: { ...request, node: failing } }))
    expect(end._tag).to.equal('Refused')
    expect(causeOf(end).code).to.equal('ENOTFOUND')
  })

  it('connects from a local address', async () => {
    const { port } = await started(echoServer(undefined))
    const request = requestFor(`ws://127.0.0.1:${port}/`)
    const dialed = dial({ transport, request: { ...request, node: { localAddress: '127.0.0.7' } } })
    await echo(dialed, 'from there')
    const ours = dialed.socket as unknown as { readonly tcp: TcpSocket }
    expect(ours.tcp.localAddress).to.equal('127.0.0.7')
  })

  it('uses a connection that the options make, and is refused where making it throws', async () => {
    const { port } = await started(echoServer(undefined))
    const given: unknown[] = []
    const request = requestFor('ws://peer.example/some/path')
    const createConnection = (options: Readonly<Record<string, unknown>>): object => {
      given.push([options['host'], options['path']])
      return connect(port, '127.0.0.1')
    }
    await echo(dial({ transport, request: { ...request, node: { createConnection } } }), 'made')
    expect(given).to.deep.equal([['peer.example', undefined]])
    const throwing = (): never => {
      throw new Error('no')
    }
    const end = await endOf(dial({ transport, request: { ...request, node: { createConnection: throwing } } }))
    expect(end._tag).to.equal('Refused')
    expect(causeOf(end).message).to.equal('no')
  })

  it('does not keep the process alive with unref', async () => {
    const { port } = await started(echoServer(undefined))
    const script = `
      import { transport } from './lib/transport/node/transport.ts'
      const request = { url: 'ws://127.0.0.1:${port}/', protocols: [], headers: {}, tls: {}, maxMessageSize: 1024 }
      const listener = { received() {}, ponged() {}, ended: (end) => console.log(end._tag) }
      const opened = () => { console.log('opened'); clearTimeout(holding) }
      const holding = setTimeout(() => console.log('never'), 9_000)
      transport({ ...request, unref: true }, { ...listener, opened })
    `
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--conditions=pulsewire:source', '--input-type=module', '--eval', script],
      { timeout: 9_500 },
    )
    expect(stdout).to.equal('opened\n')
  })
})
