import { constants } from 'node:buffer'

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
import { dial, until } from '../harness.ts'

describe('ws, receiving', () => {
  afterEach(stopPeers)

  it('gets one message from many fragments, with a ping between them', async () => {
    const peer = await started(saying(frame(0x01, 'a€'), frame(0x89, 'now?'), frame(0x00, 'b'), frame(0x80, 'c')))
    const { messages } = dial(peer)
    await until(() => messages.length > 0 && peer.bytes().length > 0)
    expect(messages).to.deep.equal(['a€bc'])
    expect(peer.bytes()[0]).to.equal(0x8a)
    expect(String(unmask(peer.bytes()))).to.equal('now?')
  })

  const breaches: Record<string, readonly [number, Buffer]> = {
    'a masked frame': [1002, Buffer.from([0x81, 0x80, 0, 0, 0, 0])],
    'a reserved bit': [1002, frame(0xc1, 'x')],
    'an unknown opcode': [1002, frame(0x83)],
    'a continuation of nothing': [1002, frame(0x80, 'x')],
    'a fragmented ping': [1002, frame(0x09)],
    'a close code that may not be sent': [1002, frame(0x88, [1006 >> 8, 1006 & 255] as unknown as Uint8Array)],
    'a message beyond all limits': [1009, Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255])],
  }

  for (const [what, [code, breach]] of Object.entries(breaches)) {
    it(`fails with ${code} at ${what}, and is gone within a turn`, async () => {
      const peer = await started(saying(frame(0x81, 'fine'), breach, frame(0x81, 'unheard')))
      const dialed = dial(peer)
      const end = await endOf(dialed)
      expect(dialed.messages).to.deep.equal(['fine'])
      expect(end).to.include({ _tag: 'Violated', code })
      expect(causeOf(end)).to.be.an('error')
      await until(() => peer.bytes().length > 0)
      expect(unmask(peer.bytes()).readUInt16BE(0)).to.equal(code)
    })
  }

  for (const check of ['toText', 'isText'] as const) {
    it(`fails with 1007 at text that ${check} finds to be no UTF-8, and hears no more`, async () => {
      const peer = await started(saying(frame(0x81, Buffer.from([0x61, 0xc3, 0x28])), frame(0x81, 'unheard')))
      const answers: (string | boolean | undefined)[] = []
      const ends: SocketEnd[] = []
      const socket = transport(peer.request, {
        opened: () => undefined,
        received: (data) => answers.push(socket[check]?.(data as Uint8Array)),
        ponged: () => undefined,
        ended: (end) => ends.push(end),
      })
      await until(() => ends.length > 0 && peer.bytes().length > 0)
      expect(answers).to.deep.equal([check === 'toText' ? undefined : false])
      expect(ends).to.deep.equal([{ _tag: 'Violated', code: 1007 }])
      expect(unmask(peer.bytes()).readUInt16BE(0)).to.equal(1007)
    })
  }

  it('fails with 1009 at a text that is longer than the longest string, and does not throw', async () => {
    const peer = await started(saying(frame(0x81, 'short')))
    const ends: SocketEnd[] = []
    const answers: unknown[] = []
    const socket = transport(peer.request, {
      opened: () => undefined,
      // Zeros take no memory before they are touched.
      received: () => answers.push(socket.toText?.(new Uint8Array(constants.MAX_STRING_LENGTH + 1))),
      ponged: () => undefined,
      ended: (end) => ends.push(end),
    })
    await until(() => ends.length > 0 && peer.bytes().length > 0)
    expect(answers).to.deep.equal([undefined])
    expect(ends[0]).to.include({ _tag: 'Violated', code: 1009 })
    expect(causeOf(ends[0]!).code).to.equal('ERR_STRING_TOO_LONG')
    expect(unmask(peer.bytes()).readUInt16BE(0)).to.equal(1009)
  })

  it('gives binary messages as plain Uint8Arrays, and small ones memory of their own', async () => {
    const small = [0, 1, 8, 64, 65, 500]
    const sizes = small.flatMap((size) => [size, 60_000])
    const frames = sizes.map((size) => frame(0x82, new Uint8Array(size).fill(size % 251)))
    const { messages } = dial(await started(saying(...frames)))
    await until(() => messages.length === sizes.length)
    for (const [i, message] of messages.entries()) {
      const size = sizes[i]!
      if (typeof message === 'string') throw new Error('Expected bytes.')
      expect(Object.getPrototypeOf(message)).to.equal(Uint8Array.prototype)
      expect(message).to.deep.equal(new Uint8Array(size).fill(size % 251))
      // `slice` of a Buffer would not copy.
      const part = message.slice(0, 1)
      part[0] = 255
      expect(message[0]).to.equal(size === 0 ? undefined : size % 251)
      expect(message.buffer.byteLength).to.be.at.most(size <= 64 ? size : size * 64)
    }
  })

  it('takes a replacement character that was sent for what it is, and keeps a byte order mark', async () => {
    const { messages } = dial(await started(saying(frame(0x81, '\uFFFD'), frame(0x81, '\uFEFFx'))))
    await until(() => messages.length === 2)
    expect(messages).to.deep.equal(['\uFFFD', '\uFEFFx'])
  })

  it('answers only the latest of many pings, and stays open', async () => {
    const pings = Array.from({ length: 500 }, (_, i) => frame(0x89, `${i}`))
    const peer = await started(saying(...pings))
    const { calls } = dial(peer)
    await until(() => peer.bytes().length > 0 && peer.bytes().includes(unmaskedPong('499', peer.bytes())))
    expect(peer.bytes().length).to.be.below(500)
    expect(calls).to.deep.equal(["opened '' ''"])
  })

  it('holds little for a peer that pings and does not read', async () => {
    const { socket } = dial(
      await started(
        rawPeer((tcp, request) => {
          tcp.pause()
          tcp.write(acceptance(request))
          const pings = Buffer.concat(Array.from({ length: 500 }, () => frame(0x89, 'x'.repeat(125))))
          for (let i = 0; i < 100; i += 1) tcp.write(pings)
        }),
      ),
      (opened) => opened.send(new Uint8Array(1 << 24), true, () => undefined),
    )
    await until(() => socket.bufferedAmount > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(socket.bufferedAmount).to.be.within(1, (1 << 24) + 16 * 131 + 1_000)
    socket.terminate()
  })
})

/** A pong as it was masked in `sent`, found by its mask: the last frame there. */
function unmaskedPong(payload: string, sent: Buffer): Buffer {
  const last = sent.subarray(sent.length - 6 - payload.length)
  return String(unmask(last)) === payload ? last : Buffer.from('no such pong')
}
