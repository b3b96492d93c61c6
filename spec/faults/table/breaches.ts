import { deflateRawSync } from 'node:zlib'

import { frame } from '../../support/peers/raw-peer.ts'
import { endlessly, every, opening, saying, text } from '../answers.ts'
import { type Fault, open } from '../fault.ts'

const breach = (title: string, code: number, ...frames: ReadonlyArray<Uint8Array>): Fault => ({
  title,
  peer: saying(text('fine'), ...frames, text('unheard')),
  options: { maxMessageSize: 10_000 },
  tells: open(`ProtocolFailed ${code}`, 'final', '< fine'),
})

const bomb = deflateRawSync(Buffer.alloc(30_000_000))

/** Frames that break RFC 6455, or a limit. */
export const breaches: ReadonlyArray<Fault> = [
  breach('text is no UTF-8', 1007, text(Buffer.from([0x61, 0xc3, 0x28]))),
  breach('text ends within a character', 1007, text(Buffer.from('€').subarray(0, 2))),
  breach('a frame is masked', 1002, Buffer.from([0x81, 0x80, 0, 0, 0, 0])),
  breach('reserved bit 1 is set', 1002, frame(0xc1, 'x')),
  breach('reserved bit 2 is set', 1002, frame(0xa1, 'x')),
  breach('reserved bit 3 is set', 1002, frame(0x91, 'x')),
  breach('the opcode is unknown', 1002, frame(0x83, 'x')),
  breach('the opcode of a control frame is unknown', 1002, frame(0x8b)),
  breach('a continuation continues nothing', 1002, frame(0x80, 'x')),
  breach('a message begins within another', 1002, frame(0x01, 'x'), frame(0x01, 'y')),
  breach('a ping is fragmented', 1002, frame(0x09)),
  breach('a ping is longer than it may be', 1002, frame(0x89, 'x'.repeat(126))),
  breach('a message is larger than the limit', 1009, text('x'.repeat(10_001))),
  breach(
    'many fragments are larger than the limit',
    1009,
    frame(0x01),
    ...Array<Buffer>(11).fill(frame(0, 'x'.repeat(1000))),
  ),
  breach('a message says that it has 2^63 bytes', 1009, Buffer.from([0x82, 127, 128, 0, 0, 0, 0, 0, 0, 0])),
  breach('a message says that it has 2^62 bytes', 1009, Buffer.from([0x82, 127, 64, 0, 0, 0, 0, 0, 0, 0])),
  breach('a compressed message comes that nobody asked for', 1002, frame(0xc1, bomb.subarray(0, 29_000))),
  {
    title: 'the peer sends tiny fragments for ever',
    peer: opening((tcp) => {
      tcp.write(frame(0x01, 'x'))
      endlessly(tcp, Buffer.concat(Array<Buffer>(5_000).fill(frame(0x00, 'x'))))
    }),
    tells: open('ProtocolFailed 1008', 'final'),
  },
  {
    title: 'the peer sends empty fragments for ever',
    peer: opening((tcp) => {
      tcp.write(frame(0x01, 'x'))
      endlessly(tcp, Buffer.concat(Array<Buffer>(5_000).fill(frame(0x00))))
    }),
    tells: open('ProtocolFailed 1008', 'final'),
  },
  {
    title: 'a message never ends',
    peer: opening((tcp) => {
      tcp.write(frame(0x02, 'x'))
      endlessly(tcp, frame(0x00, 'x'.repeat(60_000)))
    }),
    options: { maxMessageSize: 1_000_000 },
    tells: open('ProtocolFailed 1009', 'final'),
  },
  {
    title: 'a message stays unfinished, and nothing more comes',
    peer: saying(frame(0x01, 'and')),
    options: { heartbeat: { interval: 41, timeout: 43 } },
    tells: open('HeartbeatTimedOut', 'retry'),
  },
  {
    title: 'the peer breaks the protocol slowly, byte by byte',
    peer: opening((tcp) => {
      const bytes = Buffer.concat([text('fine'), frame(0x83, 'x')])
      every(tcp, 2, (nth) => tcp.write(bytes.subarray(nth, nth + 1)))
    }),
    tells: open('ProtocolFailed 1002', 'final', '< fine'),
  },
]
