import { inspect } from 'node:util'

import { expect } from 'chai'

import { transport } from '../../../lib/transport/node/transport.ts'
import { certificate } from '../../support/certificate.ts'
import { acceptance, causeOf, endOf, rawPeer, started, stopPeers } from '../../support/peers/raw-peer.ts'
import { dial, requestFor, until } from '../harness.ts'
import { wsHarness } from '../ws-harness.ts'

describe('ws, opening', () => {
  afterEach(stopPeers)

  const refusals = {
    'a wrong accept key': (tcp, request) => tcp.write(acceptance(request).replace(/Accept: ....../, 'Accept: wrong+')),
    'a subprotocol nobody asked for': (tcp, request) => tcp.write(acceptance(request, 'Sec-WebSocket-Protocol: x\r\n')),
    'an extension nobody asked for': (tcp, request) =>
      tcp.write(acceptance(request, 'Sec-WebSocket-Extensions: permessage-deflate\r\n')),
    'another upgrade': (tcp, request) => tcp.write(acceptance(request).replace('websocket', 'h2c')),
    '1,500 headers before the upgrade': (tcp, request) =>
      tcp.write(acceptance(request).replace('Upgrade', `${'a: b\r\n'.repeat(1500)}Upgrade`)),
    'endless headers': (tcp, request) => tcp.write(acceptance(request, 'a: b\r\n'.repeat(20_000))),
    'something that is no HTTP': (tcp) => tcp.write('SSH-2.0-OpenSSH_9.2\r\n'),
    nothing: (tcp) => tcp.end(),
    'a reset': (tcp) => tcp.resetAndDestroy(),
  } satisfies Record<string, Parameters<typeof rawPeer>[0]>

  for (const [what, answer] of Object.entries(refusals)) {
    it(`is refused by a peer that answers ${what}`, async () => {
      const dialed = dial(await started(rawPeer(answer)))
      const end = await endOf(dialed)
      expect(dialed.calls).to.deep.equal(['ended'])
      expect(end._tag).to.equal('Refused')
      expect(causeOf(end)).to.be.an('error').and.not.to.have.property('rawPacket')
    })
  }

  it('opens however many headers come behind those that matter', async () => {
    const peer = await started(rawPeer((tcp, request) => tcp.write(acceptance(request, 'a: b\r\n'.repeat(1500)))))
    const { calls } = dial(peer)
    await until(() => calls.length > 0)
    expect(calls).to.deep.equal(["opened '' ''"])
  })

  it('shows the headers of the response, without those of the handshake itself', async () => {
    const shown: unknown[] = []
    const open = async (headers: string): Promise<void> => {
      const { request } = await started(rawPeer((tcp, answered) => tcp.write(acceptance(answered, headers))))
      const before = shown.length
      const socket = transport(request, {
        opened: (handshake) => {
          shown.push(handshake)
          socket.terminate()
        },
        received: () => undefined,
        ponged: () => undefined,
        ended: () => undefined,
      })
      await until(() => shown.length > before)
    }
    await open('Set-Cookie: pod=7\r\nset-cookie: b=1\r\nX-Served-By: pod-7\r\nSec-WebSocket-Version: 13\r\n')
    await open('')
    expect(shown).to.deep.equal([
      { protocol: '', extensions: '', headers: { 'set-cookie': ['pod=7', 'b=1'], 'x-served-by': 'pod-7' } },
      { protocol: '', extensions: '' },
    ])
  })

  it('is refused by a peer that switches to nothing', async () => {
    const peer = rawPeer((tcp, request) => tcp.write(acceptance(request).replace('Upgrade: websocket\r\n', '')))
    expect(await endOf(dial(await started(peer)))).to.include({ _tag: 'Refused', status: 101 })
  })

  it('follows no redirect', async () => {
    const redirect = 'HTTP/1.1 302 There\r\nLocation: ws://127.0.0.1:1/\r\n\r\n'
    const end = await endOf(dial(await started(rawPeer((tcp) => tcp.write(redirect)))))
    const location = 'ws://127.0.0.1:1/'
    const problem = 'the peer refused it with HTTP 302; redirects are not followed, so correct the url'
    expect(end).to.deep.equal({ _tag: 'Refused', problem, status: 302, location, headers: { location } })
  })

  it('reads 4,096 bytes of the body of a refusal, cuts no character, and hangs up', async () => {
    let hungUp = false
    const peer = rawPeer((tcp) => {
      tcp.on('close', () => (hungUp = true))
      tcp.write(`HTTP/1.1 401 No\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nx${'ä'.repeat(100_000)}`)
    })
    expect(await endOf(dial(await started(peer)))).to.deep.equal({
      _tag: 'Refused',
      status: 401,
      headers: { 'set-cookie': ['a=1', 'b=2'] },
      body: `x${'ä'.repeat(2_047)}`,
    })
    await until(() => hungUp)
  })

  const bodies = {
    'that is complete': ['Content-Length: 5\r\n\r\nsorry', 'sorry'],
    'that ends too early': ['Content-Length: 50\r\n\r\nsorry', 'sorry'],
    'that is chunked': ['Transfer-Encoding: chunked\r\n\r\n3\r\nsor\r\n2\r\nry\r\n0\r\n\r\n', 'sorry'],
    'that is compressed': ['Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nsorry', undefined],
    'that is empty': ['Content-Length: 0\r\n\r\n', undefined],
  } as const

  for (const [what, [answer, body]] of Object.entries(bodies)) {
    it(`gives the body of a refusal ${what}`, async () => {
      const end = await endOf(dial(await started(rawPeer((tcp) => tcp.end(`HTTP/1.1 403 No\r\n${answer}`)))))
      expect(end).to.include({ _tag: 'Refused', status: 403 })
      expect(end).to.have.property(body === undefined ? '_tag' : 'body', body ?? 'Refused')
      expect('body' in end).to.equal(body !== undefined)
    })
  }

  it('does not wait for a body that never comes, and can be terminated meanwhile', async () => {
    const mute = 'HTTP/1.1 503 No\r\nContent-Length: 5\r\nRetry-After: 7\r\n\r\n'
    const peer = await started(rawPeer((tcp) => tcp.write(mute)))
    expect(await endOf(dial(peer))).to.include({ _tag: 'Refused', status: 503, retryAfter: 7_000 })
    const terminated = dial(peer)
    await until(() => peer.accepted() === 2)
    terminated.socket.terminate()
    expect((await endOf(terminated))._tag).to.equal('Refused')
    expect(terminated.calls).to.deep.equal(['ended'])
  })

  const subprotocols = {
    'chooses none of those offered': [['a'], ''],
    'chooses one that was not offered': [['a'], 'Sec-WebSocket-Protocol: b\r\n'],
    'chooses one where none was offered': [[], 'Sec-WebSocket-Protocol: b\r\n'],
  } as const

  for (const [what, [protocols, answer]] of Object.entries(subprotocols)) {
    it(`names the subprotocol as the problem where the peer ${what}`, async () => {
      const peer = await started(rawPeer((tcp, request) => tcp.write(acceptance(request, answer))))
      const end = await endOf(dial({ ...peer, request: { ...peer.request, protocols } }))
      expect(end).to.include({ _tag: 'Refused', isSubprotocolRefused: true })
    })
  }

  it('leaves out headers and TLS options that are undefined', async () => {
    let requested = ''
    const peer = rawPeer(
      (tcp, request) => {
        requested = request
        tcp.write(acceptance(request))
      },
      { tls: certificate },
    )
    const { request, ...rest } = await started(peer)
    const headers = { 'x-a': 'a', 'x-b': undefined as unknown as string }
    const tls = { ca: certificate.cert, checkServerIdentity: undefined, key: undefined, minDHSize: undefined }
    const { calls } = dial({ ...rest, request: { ...request, url: request.url.replace('ws:', 'wss:'), headers, tls } })
    await until(() => calls.length > 0)
    expect(calls).to.deep.equal(["opened '' ''"])
    expect(requested).to.include('x-a: a\r\n').and.not.include('x-b')
  })

  it('is refused without a listening server, and with a certificate that is not trusted', async () => {
    const closed = await rawPeer(() => undefined)
    await closed.stop()
    expect(causeOf(await endOf(dial(closed))).code).to.equal('ECONNREFUSED')
    const { request } = await started(wsHarness(transport, certificate).start([{ _tag: 'Opens' }]))
    const end = await endOf(dial({ transport, request: { ...request, tls: {} } }))
    expect(end._tag).to.equal('Refused')
    expect(causeOf(end).code).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT')
  })

  it('quotes no secret in the end of what can never be dialed (11)', async () => {
    const good = requestFor('ws://127.0.0.1:1/')
    const bad = [
      { url: 'ws://user:hunter2@bad host/?token=hunter2' },
      { url: 'ftp://user:hunter2@host/?token=hunter2' },
      { url: 'ws://user:hunter2@host/?token=hunter2#x' },
      { protocols: ['bearer.hunter2 '] },
      { protocols: ['hunter2', 'hunter2'] },
      { headers: { authorization: 'hunter2\n' } },
      { headers: { 'hunter2 ': 'x' } },
      ...[{ key: 'hunter2' }, { passphrase: 'hunter2', pfx: 'hunter2' }, { sessionTimeout: 'hunter2' }].map((tls) => ({
        url: 'wss://127.0.0.1:1/',
        tls,
      })),
    ]
    for (const part of bad) {
      const dialed = dial({ transport, request: { ...good, ...part } })
      const end = await endOf(dialed)
      expect(end._tag).to.equal('Unaddressable', inspect(part))
      expect(end).to.have.property('problem').that.is.a('string')
      expect(inspect(end, { showHidden: true, depth: 9 })).not.to.include('hunter2')
    }
  })
})
