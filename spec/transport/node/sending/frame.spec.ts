import { expect } from 'chai'
import * as ws from 'ws'

import { frameSize, writeFrame } from '../../../../lib/transport/node/sending/frame.ts'
import { nextKey } from '../../../../lib/transport/node/sending/mask.ts'
import { clientFrames } from '../../../support/peers/client-frames.ts'

/** `@types/ws` leaves it out. */
const { Sender } = ws as unknown as {
  readonly Sender: { frame: (data: Buffer, options: object) => Buffer[] }
}

const filled = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i * 13)

describe('writeFrame', () => {
  it('writes a masked frame of any length at any place', () => {
    for (const size of [0, 1, 2, 3, 4, 5, 125, 126, 190, 191, 192, 193, 194, 195, 196, 197, 65_535, 65_536, 70_001]) {
      for (const at of [0, 1, 2, 3]) {
        const target = Buffer.alloc(at + frameSize(size, true) + 4, 0xee)
        writeFrame(target, at, filled(size), at % 2 === 0, true)
        const [written] = clientFrames(target.subarray(at, at + frameSize(size, true)))
        expect(written?.first).to.equal(at % 2 === 0 ? 0x82 : 0x81)
        expect(written?.payload).to.deep.equal(Buffer.from(filled(size)))
        // Nothing beside the frame is touched.
        expect([...target.subarray(0, at), ...target.subarray(at + frameSize(size, true))]).to.deep.equal(
          Array.from({ length: at + 4 }, () => 0xee),
        )
      }
    }
  })

  it('writes the unmasked frame of a server, as ws does', () => {
    for (const size of [0, 1, 125, 126, 65_535, 65_536]) {
      for (const binary of [true, false]) {
        const target = Buffer.alloc(frameSize(size, false))
        writeFrame(target, 0, filled(size), binary, false)
        const options = { fin: true, rsv1: false, opcode: binary ? 2 : 1, mask: false, readOnly: true }
        expect(target).to.deep.equal(Buffer.concat(Sender.frame(Buffer.from(filled(size)), options)))
      }
    }
  })

  it('leaves the data as it is, and takes views', () => {
    const memory = filled(1_000)
    const view = memory.subarray(3, 903)
    const target = Buffer.alloc(frameSize(900, true))
    writeFrame(target, 0, view, true, true)
    expect(clientFrames(target)[0]?.payload).to.deep.equal(Buffer.from(view))
    expect(memory).to.deep.equal(filled(1_000))
  })
})

describe('nextKey', () => {
  it('gives a fresh key of 32 bits for each frame (RFC 6455, section 5.3)', () => {
    const keys = Array.from({ length: 10_000 }, nextKey)
    expect(new Set(keys).size).to.be.above(9_990)
    expect(keys.every((key) => Number.isInteger(key) && key >= 0 && key < 2 ** 32)).to.equal(true)
    // Each bit is set in about half of them: the limit is eight standard deviations.
    for (let bit = 0; bit < 32; bit++) {
      expect(keys.filter((key) => (key >>> bit) % 2 === 1).length).to.be.within(4_600, 5_400)
    }
  })
})
