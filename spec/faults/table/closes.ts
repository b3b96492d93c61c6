import { frame } from '../../support/peers/raw-peer.ts'
import { closing, saying } from '../answers.ts'
import { type Decision, type Fault, open } from '../fault.ts'

const codes: Readonly<Record<number, Decision>> = {
  ...{ 1000: 'closed', 1001: 'retry', 1002: 'final', 1003: 'final', 1007: 'final', 1008: 'final', 1009: 'final' },
  ...{ 1010: 'final', 1011: 'retry', 1012: 'retry', 1013: 'retry', 1014: 'retry', 3000: 'retry', 4000: 'retry' },
  ...{ 4400: 'final', 4401: 'final', 4404: 'final', 4408: 'retry', 4425: 'retry', 4429: 'retry', 4999: 'retry' },
}

const illegal = [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535]

/** Closing handshakes that the peer begins. */
export const closes: ReadonlyArray<Fault> = [
  ...Object.entries(codes).map(([code, decision]): Fault => ({
    title: `the peer closes with ${code}`,
    peer: saying(closing(Number(code), 'because')),
    tells: open(decision === 'closed' ? undefined : `ConnectionLost ${code}`, decision),
  })),
  ...illegal.map((code): Fault => ({
    title: `the peer closes with ${code}, which no frame may carry`,
    peer: saying(closing(code)),
    tells: open('ProtocolFailed 1002', 'final'),
  })),
  {
    title: 'the peer closes without a code (1005)',
    peer: saying(frame(0x88)),
    tells: open('ConnectionLost 1005', 'retry'),
  },
  {
    title: 'the close frame has half a code',
    peer: saying(frame(0x88, Buffer.from([3]))),
    tells: open('ProtocolFailed 1002', 'final'),
  },
  {
    title: 'the reason is no UTF-8',
    peer: saying(frame(0x88, Buffer.from([0x03, 0xe8, 0xff]))),
    tells: open('ProtocolFailed 1007', 'final'),
  },
  {
    title: 'the reason is longer than a frame of its kind may be',
    peer: saying(closing(1000, 'x'.repeat(200))),
    tells: open('ProtocolFailed 1002', 'final'),
  },
]
