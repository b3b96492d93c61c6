import type { Socket as TcpSocket } from 'node:net'

import { expect } from 'chai'

import { hasMoved } from '../../../lib/transport/traffic.ts'
import type { Socket } from '../../../lib/transport/transport.ts'
import { certificate } from '../../support/certificate.ts'
import { acceptance, endOf, frame, rawPeer, started, stopPeers } from '../../support/peers/raw-peer.ts'
import { dial, type Dialed, until } from '../harness.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

for (const kind of ['TCP', 'TLS'] as const) {
  describe(`ws, bytes moved over ${kind}`, () => {
    afterEach(stopPeers)

    async function open(): Promise<Dialed & { readonly socket: Socket; readonly theirs: TcpSocket }> {
      let theirs: TcpSocket | undefined
      const tls = kind === 'TLS' ? certificate : undefined
      const answer = (tcp: TcpSocket, request: string): void => {
        tcp.pause()
        tcp.write(acceptance(request))
        theirs = tcp
      }
      const { transport, request } = await started(rawPeer(answer, { tls }))
      const secure = { url: request.url.replace('ws:', 'wss:'), tls: { ca: certificate.cert } }
      const dialed = dial({ transport, request: kind === 'TLS' ? { ...request, ...secure } : request })
      await until(() => dialed.calls.length > 0)
      await turn()
      return { ...dialed, theirs: theirs! }
    }

    it('counts a message that comes in before it is complete', async () => {
      const { socket, messages, theirs } = await open()
      const before = socket.traffic!()
      const message = frame(0x82, new Uint8Array(60_000))
      theirs.write(message.subarray(0, 30_000))
      await until(() => hasMoved(before, socket.traffic!()))
      expect(messages).to.deep.equal([])
    })

    it('takes bytes that a silent peer has room for as no sign of life', async () => {
      const { socket } = await open()
      const before = socket.traffic!()
      socket.ping!()
      for (let i = 0; i < 10; i += 1) {
        socket.send('x'.repeat(1000), false, () => undefined)
        await turn()
        expect(socket.traffic!().stuck).to.equal(0)
      }
      expect(socket.traffic!().written).to.be.above(before.written + 10_000)
      expect(hasMoved(before, socket.traffic!())).to.equal(false)
    })

    it('counts a large message that leaves, as the peer takes it', async () => {
      const { socket, theirs } = await open()
      socket.send(new Uint8Array(24 << 20), true, () => undefined)
      await until(() => socket.traffic!().stuck > 0)
      let stuck = socket.traffic!()
      // Buffers of the system may still grow.
      for (let previous = -1; previous !== stuck.written;) {
        previous = stuck.written
        for (let i = 0; i < 20; i += 1) await turn()
        stuck = socket.traffic!()
      }
      socket.send('more', false, () => undefined)
      expect(hasMoved(stuck, socket.traffic!())).to.equal(false)
      theirs.once('readable', () => {
        theirs.resume()
      })
      theirs.resume()
      await until(() => hasMoved(stuck, socket.traffic!()))
      socket.terminate()
    })

    it('counts nothing after the end', async () => {
      const dialed = await open()
      const before = dialed.socket.traffic!()
      dialed.socket.terminate()
      await endOf(dialed)
      expect(dialed.socket.traffic!()).to.deep.equal({ read: 0, written: 0, stuck: 0 })
      expect(hasMoved(before, dialed.socket.traffic!())).to.equal(false)
    })
  })
}
