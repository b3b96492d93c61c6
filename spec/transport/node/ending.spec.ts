import type { Socket as TcpSocket } from 'node:net'

import { expect } from 'chai'

import { transport } from '../../../lib/transport/node/transport.ts'
import type { SocketEnd } from '../../../lib/transport/transport.ts'
import {
  acceptance,
  causeOf,
  endOf,
  frame,
  rawPeer,
  saying,
  started,
  stopPeers,
  unmask,
} from '../../support/peers/raw-peer.ts'
import { dial, type Dialed, until } from '../harness.ts'

describe('ws, ending', () => {
  afterEach(stopPeers)

  it('has 1006 and the cause for a reset', async () => {
    const end = await endOf(dial(await started(rawPeer(reset))))
    expect(end).to.include({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
    expect(causeOf(end).code).to.equal('ECONNRESET')
  })

  it('has the code of a close frame without one, cleanly', async () => {
    const end = await endOf(dial(await started(saying(frame(0x88)))))
    expect(end).to.deep.equal({ _tag: 'Closed', code: 1005, reason: '', wasClean: true })
  })

  it('answers a reason that is no UTF-8 with 1007, and does not send it back (13)', async () => {
    const peer = await started(saying(frame(0x88, Buffer.from([0x03, 0xe8, 0xff, 0xfe]))))
    const dialed = dial(peer)
    expect(await endOf(dialed)).to.deep.equal({ _tag: 'Violated', code: 1007 })
    expect(dialed.closings).to.deep.equal([])
    await until(() => peer.bytes().length > 0)
    expect([...unmask(peer.bytes())]).to.deep.equal([1007 >> 8, 1007 & 255])
  })

  it('fails at such a reason in the answer to our own close frame', async () => {
    const peer = await started(
      rawPeer((tcp, request) => {
        tcp.write(acceptance(request))
        tcp.once('data', () => tcp.write(frame(0x88, Buffer.from([0x03, 0xe8, 0xff, 0xfe]))))
      }),
    )
    const dialed = dial(peer, (socket) => socket.close(1000, 'bye'))
    expect(await endOf(dialed)).to.deep.equal({ _tag: 'Violated', code: 1007 })
    expect(String(unmask(peer.bytes()).subarray(2))).to.equal('bye')
  })

  it('reports the close frame of the peer while messages can still be sent, and sends them before the answer', async () => {
    const peer = await started(saying(frame(0x88, Buffer.from([0x0f, 0xa0, 0x78]))))
    const closings: unknown[] = []
    const ends: SocketEnd[] = []
    const socket = transport(peer.request, {
      opened: () => undefined,
      received: () => undefined,
      ponged: () => undefined,
      closing: (code, reason) => {
        closings.push([code, reason])
        socket.send('last', false, () => undefined)
        socket.close(4001, 'mine')
      },
      ended: (end) => ends.push(end),
    })
    await until(() => ends.length > 0 && peer.bytes().length >= 10 + 12)
    expect(closings).to.deep.equal([[4000, 'x']])
    expect(String(unmask(peer.bytes()))).to.equal('last')
    const close = unmask(peer.bytes().subarray(10))
    expect([close.readUInt16BE(0), String(close.subarray(2))]).to.deep.equal([4001, 'mine'])
    expect(ends).to.deep.equal([{ _tag: 'Closed', code: 4000, reason: 'x', wasClean: true }])
  })

  it('does not wait for a peer that only hangs up, whatever is unsent', async () => {
    for (const unsent of [0, 1 << 24]) {
      const answers: unknown[] = []
      const halfClosed = rawPeer((tcp, request) => {
        tcp.pause()
        tcp.end(acceptance(request))
      })
      const dialed = dial(await started(halfClosed), (socket) => {
        socket.send(new Uint8Array(unsent), true, (error) => answers.push(error))
      })
      const end = await endOf(dialed)
      expect(end).to.deep.equal({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
      if (unsent > 0) expect(answers).to.deep.equal([])
    }
  })

  it('does not wait for a peer that stays after the closing handshake', async () => {
    const peer = await started(saying(frame(0x88, Buffer.from([0x0f, 0xa0]))))
    const end = await endOf(dial(peer))
    expect(end).to.deep.equal({ _tag: 'Closed', code: 4000, reason: '', wasClean: true })
  })

  it('is not clean where our close frame was never sent', async () => {
    const peer = rawPeer((tcp, request) => {
      tcp.pause()
      tcp.write(acceptance(request))
      setTimeout(() => tcp.end(frame(0x88, Buffer.from([0x0f, 0xa0]))), 10)
    })
    const dialed = dial(await started(peer), (socket) => {
      socket.send(new Uint8Array(1 << 24), true, () => undefined)
    })
    const end = await endOf(dialed)
    expect(end).to.deep.equal({ _tag: 'Closed', code: 4000, reason: '', wasClean: false })
  })

  it('answers none of the messages that were lost while they were held or unwritten (2)', async () => {
    for (const lose of ['here', 'there'] as const) {
      let theirs: TcpSocket | undefined
      const peer = rawPeer((tcp, request) => {
        tcp.pause()
        tcp.write(acceptance(request))
        theirs = tcp
      })
      const dialed = dial(await started(peer))
      await until(() => dialed.calls.length > 0)
      const chunk = Buffer.alloc(1 << 16)
      let answered = 0
      const ours = dialed.socket as unknown as {
        tcp: { bytesWritten: number; destroy(): void; writableLength: number }
      }
      for (let i = 0; i < 200; i += 1) dialed.socket.send(chunk, true, () => (answered += 1))
      expect(dialed.socket.bufferedAmount).to.be.above(10 * chunk.length)
      dialed.socket.send(Buffer.from('held'), true, () => (answered += 1))
      // The TCP socket goes while a message is held, as after an error elsewhere in the tick.
      let taken = 0
      if (lose === 'here') ours.tcp.destroy()
      else {
        await new Promise((resolve) => setTimeout(resolve, 10))
        taken = dialed.socket.traffic!().written
        theirs?.resetAndDestroy()
      }
      expect(await endOf(dialed)).to.include({ _tag: 'Closed', code: 1006 })
      await new Promise((resolve) => setTimeout(resolve, 20))
      // The system has taken some of them from the one that the peer has reset.
      expect(answered).to.be.at.most(Math.floor(taken / chunk.length))
    }
  })

  it('leaves nothing behind', async () => {
    const resources = (): number => process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length
    const before = resources()
    const ends: (() => Promise<Dialed>)[] = [
      async () => dial(await started(saying(frame(0x88)))),
      async () => dial(await started(saying(frame(0x83)))),
      async () => dial(await started(rawPeer((tcp) => tcp.write('HTTP/1.1 500 No\r\n\r\n')))),
      async () => dial(await started(rawPeer(() => undefined)), undefined),
      async () => dial(await started(saying()), (socket) => socket.terminate()),
    ]
    for (const start of ends) {
      const dialed = await start()
      if (start === ends[3]) dialed.socket.terminate()
      await endOf(dialed)
      await stopPeers()
    }
    // Sockets of other specs may end meanwhile.
    await until(() => resources() <= before)
  })
})

function reset(tcp: TcpSocket, request: string): void {
  tcp.write(acceptance(request), () => setTimeout(() => tcp.resetAndDestroy(), 5))
}
