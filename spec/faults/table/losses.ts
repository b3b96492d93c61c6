import type { Socket as TcpSocket } from 'node:net'

import { frame } from '../../support/peers/raw-peer.ts'
import { accept, endlessly, every, opening, saying, text } from '../answers.ts'
import { type Fault, open, stopped, unanswered } from '../fault.ts'

/** Neither reads nor answers any more. */
const freeze = (tcp: TcpSocket): void => void tcp.pause()

/** The rest of what may befall an open connection. */
export const losses: ReadonlyArray<Fault> = [
  {
    title: 'the peer resets',
    peer: opening((tcp) => setTimeout(() => tcp.resetAndDestroy(), 20)),
    tells: open('ConnectionLost 1006', 'retry'),
  },
  {
    title: 'the peer hangs up without a close frame',
    peer: opening((tcp) => tcp.end()),
    tells: open('ConnectionLost 1006', 'retry'),
  },
  {
    title: 'the peer hangs up within a frame',
    peer: opening((tcp) => tcp.end(text('half a message').subarray(0, 8))),
    tells: open('ConnectionLost 1006', 'retry'),
  },
  {
    title: 'the peer hangs up within a message',
    peer: opening((tcp) => tcp.end(frame(0x01, 'half a'))),
    tells: open('ConnectionLost 1006', 'retry'),
  },
  {
    title: 'the link is half-open: the peer neither reads nor answers',
    peer: opening(freeze),
    options: { heartbeat: { interval: 51, timeout: 53 } },
    tells: open('HeartbeatTimedOut', 'retry'),
  },
  {
    title: 'the link is half-open with messages unsent',
    peer: opening(freeze),
    options: { heartbeat: { interval: 55, timeout: 57 } },
    sends: ['x'.repeat(8_000_000), 'y'.repeat(4_000_000)],
    // A message that the socket has may have arrived. A message that waits is settled by the next connection or the stop.
    tells: [
      ...['Idle', 'Connecting 1', 'Open', '! SendUncertain', '! HeartbeatTimedOut', 'Waiting 2'],
      ...['! NotOpen', 'Closed 1006 unclean'],
    ],
  },
  {
    title: 'the peer answers no ping, and speaks',
    peer: opening((tcp) => {
      freeze(tcp)
      every(tcp, 5, (nth) => nth === 40 && tcp.resetAndDestroy())
      every(tcp, 5, () => tcp.write(frame(0x8a)))
    }),
    options: { heartbeat: { interval: 61, timeout: 2_000 } },
    tells: open('ConnectionLost 1006', 'retry'),
  },
  {
    options: unanswered,
    title: 'the peer floods us with pings',
    peer: opening((tcp) => {
      freeze(tcp)
      endlessly(tcp, Buffer.concat(Array<Buffer>(500).fill(frame(0x89, 'x'.repeat(125)))))
    }),
    stopAfter: 300,
    tells: stopped('1000', '1006 unclean', '! ConnectionLost 1006'),
  },
  {
    options: unanswered,
    title: 'the peer sends a flood of unsolicited pongs',
    peer: opening((tcp) => endlessly(tcp, Buffer.concat(Array<Buffer>(500).fill(frame(0x8a, 'x'))))),
    stopAfter: 300,
    tells: stopped('1000', '1006 unclean', '! ConnectionLost 1006'),
  },
  {
    options: unanswered,
    title: 'a message comes in the packet of the opening handshake',
    peer: saying(text('early')),
    stopAt: '< early',
    tells: ['Idle', 'Connecting 1', 'Open', '< early', 'Closing 1000', '! ConnectionLost 1006', 'Closed 1006 unclean'],
  },
  {
    title: 'a message and a reset come in the packet of the opening handshake',
    peer: {
      answer: (tcp, request) => {
        tcp.write(Buffer.concat([Buffer.from(accept(request)), text('early')]), () => tcp.resetAndDestroy())
      },
    },
    tells: open('ConnectionLost 1006', 'retry', '< early'),
  },
  {
    title: 'the peer accepts and drops, three times over',
    peer: opening((tcp) => tcp.end()),
    options: { retry: { initialDelay: 5, factor: 1, jitter: 'none', maxAttempts: 3 } },
    tells: [
      ...['Idle', 'Connecting 1', 'Open', '! ConnectionLost 1006', 'Waiting 2'],
      ...['Connecting 2', 'Open', '! ConnectionLost 1006', 'Waiting 3'],
      ...['Connecting 3', 'Open', '! ConnectionLost 1006', '! RetriesExhausted 3', 'Failed'],
    ],
  },
  {
    title: 'the peer is gone once, and then is back',
    peer: opening((tcp, before) => (before === 0 ? tcp.resetAndDestroy() : tcp.write(text('welcome')))),
    options: { ...unanswered, retry: { initialDelay: 5, jitter: 'none' } },
    stopAt: '< welcome',
    tells: [
      ...['Idle', 'Connecting 1', 'Open', '! ConnectionLost 1006', 'Waiting 2', 'Connecting 2', 'Open', '< welcome'],
      ...['Closing 1000', '! ConnectionLost 1006', 'Closed 1006 unclean'],
    ],
  },
]
