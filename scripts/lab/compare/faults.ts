import type { Socket as TcpSocket } from 'node:net'

import { certificate } from '../../../spec/support/certificate.ts'
import { acceptance, frame } from '../../../spec/support/peers/raw-peer.ts'

/** A fault that every library is put through. */
export interface Fault {
  readonly title: string
  readonly tls?: typeof certificate
  /** None: nobody listens. */
  readonly answer?: (tcp: TcpSocket, request: string) => void
  /** How long it is watched, ms. Default: 3000. */
  readonly watch?: number
  readonly stopAfter?: number
  readonly throws?: true
}

// The acknowledgement that graphql-ws waits for; to the others it is a message.
const acknowledge = frame(0x81, '{"type":"connection_ack"}')

function opens(then: (tcp: TcpSocket) => void, delay = 200): NonNullable<Fault['answer']> {
  return (tcp, request) => {
    tcp.write(acceptance(request, 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n'))
    tcp.write(acknowledge)
    setTimeout(() => then(tcp), delay)
  }
}

const http =
  (status: string): NonNullable<Fault['answer']> =>
  (tcp) =>
    tcp.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)

const close = (code: number): Buffer => frame(0x88, Buffer.from([code >> 8, code & 255]))

export const faults: ReadonlyArray<Fault> = [
  { title: 'no server, for 3 s' },
  { title: 'the peer never answers the opening handshake', answer: () => undefined, watch: 5_000 },
  { title: 'the upgrade is refused with 401', answer: http('401 Unauthorized') },
  { title: 'the upgrade is refused with 503, `Retry-After: 60`', answer: http('503 Busy\r\nRetry-After: 60') },
  { title: 'the certificate is self-signed', tls: certificate, answer: () => undefined },
  { title: 'the accept key is wrong', answer: (tcp) => tcp.write(acceptance('')) },
  { title: 'reset while open', answer: opens((tcp) => tcp.resetAndDestroy()) },
  { title: 'TCP ended without a close frame', answer: opens((tcp) => tcp.end()) },
  { title: 'closed with 1000', answer: opens((tcp) => tcp.end(close(1000))) },
  { title: 'closed with 1012 (restart)', answer: opens((tcp) => tcp.end(close(1012))) },
  { title: 'closed with 4401 (token expired)', answer: opens((tcp) => tcp.end(close(4401))) },
  {
    title: 'half-open: the peer neither reads nor answers',
    answer: opens((tcp) => tcp.pause(), 0),
    watch: 6_000,
  },
  { title: 'text that is not UTF-8', answer: opens((tcp) => tcp.write(frame(0x81, Buffer.from([0xc3, 0x28])))) },
  { title: 'accepted and dropped at once, for 3 s', answer: opens((tcp) => tcp.end(), 0) },
  { title: "the user's message handler throws", answer: opens(() => undefined), throws: true },
  { title: 'stopped while the peer is silent in the opening handshake', answer: () => undefined, stopAfter: 200 },
  { title: 'stopped while the peer never answers the close', answer: opens(() => undefined), stopAfter: 800 },
]
