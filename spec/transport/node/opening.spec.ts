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
    expect(await endOf(dial(await started(peer)))).to.deep.equal({ _tag: 'Refused', status: 101 })
  })

  it('follows no redirect', async () => {
    const redirect = 'HTTP/1.1 302 There\r\nLocation: ws://127.0.0.1:1/\r\n\r\n'
    const end = await endOf(dial(await started(rawPeer((tcp) => tcp.write(redirect)))))
    expect(end).to.deep.equal({ _tag: 'Refused', status: 302 })
  })

  it('hangs up on a refusal without reading its body', async () => {
    let hungUp = false
    const peer = rawPeer((tcp) => {
      tcp.on('close', () => (hungUp = true))
      tcp.write(`HTTP/1.1 401 No\r\n\r\n${'x'.repeat(100_000)}`)
    })
    expect(await endOf(dial(await started(peer)))).to.deep.equal({ _tag: 'Refused', status: 401 })
    await until(() => hungUp)
  })

  it('is refused where nobody listens, and where the certificate is not trusted', async () => {
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
      { headers: { authorization: { hunter2: 'hunter2' } as unknown as string, x: undefined as unknown as string } },
    ]
    for (const part of bad) {
      const dialed = dial({ transport, request: { ...good, ...part } })
      const end = await endOf(dialed)
      expect(end._tag).to.equal('Unaddressable', inspect(part))
      expect(inspect(end, { showHidden: true, depth: 9 })).not.to.include('hunter2')
    }
    for (const tls of [{ key: 'hunter2' }, { passphrase: 'hunter2', pfx: 'hunter2' }, { sessionTimeout: 'hunter2' }]) {
      const end = await endOf(dial({ transport, request: { ...good, url: 'wss://127.0.0.1:1/', tls } }))
      expect(end._tag).to.equal('Refused')
      expect(inspect(end, { showHidden: true, depth: 9 })).not.to.include('hunter2')
    }
  })
})
