import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'chai'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { LookupFunction } from 'pulsewire'
import { WebSocketServer } from 'ws'

import { certificate } from '../../support/certificate.ts'
import { connectProxy } from '../../support/peers/connect-proxy.ts'
import { stringify } from '../../support/peers/peer-script.ts'
import { startPeerServer } from '../../support/peers/peer-server.ts'
import { started, stopPeers } from '../../support/peers/raw-peer.ts'
import { listen } from '../../support/peers/ws-server.ts'
import { exchange, reach } from './exchange.ts'

describe('The option node', () => {
  afterEach(stopPeers)

  /** A server that echoes. `remotes`: the addresses of its clients. */
  async function echoing(): Promise<{ readonly url: string; readonly remotes: ReadonlyArray<string | undefined> }> {
    const remotes: Array<string | undefined> = []
    const { url, close } = await listen((socket, request) => {
      remotes.push(request.socket.remoteAddress)
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    })
    await started(Promise.resolve({ stop: close }))
    return { url, remotes }
  }

  const unresolved = (url: string): string => url.replace('127.0.0.1', 'peer.example')

  it('goes through an HTTP proxy with an agent', async () => {
    const proxy = await started(connectProxy())
    const { url } = await echoing()
    expect(await exchange({ url, node: { agent: new HttpsProxyAgent(proxy.url) } }, 'by proxy')).to.equal('by proxy')
    expect(proxy.tunnels).to.deep.equal([new URL(url).host])
  })

  it('goes through the proxy with TLS up to the peer', async () => {
    const proxy = await started(connectProxy())
    const peer = await started(startPeerServer(certificate))
    const url = `${peer.origin}/play/a?scripts=${encodeURIComponent(stringify([[{ _tag: 'Opens' }]]))}`
    const open = await reach(
      { url, tls: { ca: certificate.cert }, node: { agent: new HttpsProxyAgent(proxy.url) } },
      'Open',
    )
    expect(open.url).to.include(peer.origin)
    expect(proxy.tunnels).to.deep.equal([new URL(peer.origin).host])
  })

  it('reports a proxy that refuses as a refusal by HTTP', async () => {
    const proxy = await started(connectProxy({ refuses: 407 }))
    const failing = reach({ url: 'ws://peer.example/', node: { agent: new HttpsProxyAgent(proxy.url) } }, 'Open')
    const error: unknown = await failing.catch((cause: unknown) => cause)
    expect(error).to.include({ _tag: 'HandshakeFailed', status: 407 })
  })

  it('uses a new agent connection for each dial, so that a reconnect goes through the proxy too', async () => {
    const proxy = await started(connectProxy())
    let dials = 0
    const { url, close } = await listen((socket) => {
      dials += 1
      if (dials === 1) socket.close(1012)
      else socket.send('back')
    })
    await started(Promise.resolve({ stop: close }))
    const options = { url, retry: { initialDelay: 1 }, node: { agent: new HttpsProxyAgent(proxy.url) } }
    expect(await exchange(options, '')).to.equal('back')
    expect(proxy.tunnels).to.have.length(2)
  })

  it('connects to a Unix socket, and sends the host and the path of the url', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pulsewire-'))
    const socketPath = join(folder, 'peer')
    const http = createServer()
    const sockets = new WebSocketServer({ server: http as never })
    sockets.on('connection', (socket, { url, headers }) => socket.send(`${headers.host ?? ''} ${url ?? ''}`))
    await new Promise<void>((resolve) => http.listen(socketPath, resolve))
    expect(await exchange({ url: 'ws://peer.example/chat?a=b', node: { socketPath } }, '')).to.equal(
      'peer.example /chat?a=b',
    )
    await new Promise((resolve) => http.close(resolve))
    rmSync(folder, { recursive: true })
  })

  it('resolves the host with lookup, and retries where that fails', async () => {
    const { url } = await echoing()
    const asked: string[] = []
    const lookup: LookupFunction = (hostname, { all }, callback) => {
      asked.push(hostname)
      if (asked.length === 1) callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '')
      else if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
      else callback(null, '127.0.0.1', 4)
    }
    const options = { url: unresolved(url), node: { lookup }, retry: { initialDelay: 1 } }
    expect(await exchange(options, 'found')).to.equal('found')
    expect(asked).to.deep.equal(['peer.example', 'peer.example'])
  })

  it('connects from localAddress', async () => {
    const { url, remotes } = await echoing()
    expect(await exchange({ url, node: { localAddress: '127.0.0.7' } }, 'from there')).to.equal('from there')
    expect(remotes).to.deep.equal(['127.0.0.7'])
  })

  it('connects by createConnection', async () => {
    const { url } = await echoing()
    const { port } = new URL(url)
    const hosts: unknown[] = []
    const createConnection = (options: Readonly<Record<string, unknown>>): object => {
      hosts.push(options['host'])
      return connect(Number(port), '127.0.0.1')
    }
    expect(await exchange({ url: 'ws://peer.example/', node: { createConnection } }, 'made')).to.equal('made')
    expect(hosts).to.deep.equal(['peer.example'])
  })
})

describe('The option tls', () => {
  afterEach(stopPeers)

  it('carries the authority of the peer, without which the certificate is refused for good', async () => {
    const peer = await started(startPeerServer(certificate))
    const url = `${peer.origin}/play/a?scripts=${encodeURIComponent(stringify([[{ _tag: 'Opens' }]]))}`
    expect((await reach({ url, tls: { ca: certificate.cert } }, 'Open')).url).to.include(peer.origin)
    const error: unknown = await reach({ url }, 'Open').catch((cause: unknown) => cause)
    expect(error).to.have.property('_tag', 'HandshakeFailed')
  })
})
