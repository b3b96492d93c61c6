import type { Socket as TcpSocket } from 'node:net'

import { certificate, elsewhere, expired, unknownIssuer } from '../../support/certificate.ts'
import { accept } from '../answers.ts'
import { type Fault, opening } from '../fault.ts'

const reset = (tcp: TcpSocket): void => void tcp.resetAndDestroy()
const end = (tcp: TcpSocket): void => void tcp.end()

/** Peers that are absent or silent. */
export const unreachable: ReadonlyArray<Fault> = [
  { title: 'no server listens', tells: opening('HandshakeFailed ECONNREFUSED', 'retry') },
  {
    title: 'no server listens at any address of the host',
    url: (url) => url.replace('127.0.0.1', 'localhost'),
    tells: opening('HandshakeFailed ECONNREFUSED', 'retry'),
  },
  {
    title: 'the name cannot be resolved',
    // A label of more than 63 characters: no resolver has to be asked.
    url: (url) => url.replace('127.0.0.1', `${'x'.repeat(64)}.invalid`),
    tells: opening('HandshakeFailed ENOTFOUND', 'retry'),
  },
  {
    title: 'the peer resets at once',
    peer: { greet: reset },
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer resets after the request',
    peer: { answer: reset },
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer closes at once',
    peer: { greet: end },
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer closes after the request',
    peer: { answer: end },
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer closes in the middle of its answer',
    peer: { answer: (tcp, request) => tcp.end(accept(request).slice(0, 40)) },
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer resets in the middle of its answer',
    peer: {
      answer: (tcp, request) => {
        tcp.write(accept(request).slice(0, 40), () => setTimeout(() => tcp.resetAndDestroy(), 10))
      },
    },
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer says nothing',
    peer: {},
    options: { connectTimeout: 150 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
  {
    title: 'the certificate is self-signed',
    peer: { tls: certificate },
    tells: opening('HandshakeFailed DEPTH_ZERO_SELF_SIGNED_CERT', 'final'),
  },
  {
    title: 'the certificate has expired',
    peer: { tls: expired },
    options: { tls: { ca: expired.cert } },
    tells: opening('HandshakeFailed CERT_HAS_EXPIRED', 'final'),
  },
  {
    title: 'the certificate is for another host',
    peer: { tls: elsewhere },
    options: { tls: { ca: elsewhere.cert } },
    tells: opening('HandshakeFailed ERR_TLS_CERT_ALTNAME_INVALID', 'final'),
  },
  {
    title: 'the issuer of the certificate is unknown',
    peer: { tls: unknownIssuer },
    tells: opening('HandshakeFailed UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'final'),
  },
  {
    title: 'the peer knows no version of TLS that we do',
    peer: { tls: { ...certificate, maxVersion: 'TLSv1.2' } },
    options: { tls: { ca: certificate.cert, minVersion: 'TLSv1.3' } },
    tells: opening('HandshakeFailed EPROTO', 'retry'),
  },
  {
    title: 'wss leads to a plain port',
    peer: { greet: (tcp) => tcp.write('HTTP/1.1 400 Bad Request\r\n\r\n') },
    url: (url) => url.replace('ws:', 'wss:'),
    tells: opening('HandshakeFailed EPROTO', 'retry'),
  },
  {
    title: 'ws leads to a port for TLS',
    peer: { tls: certificate },
    url: (url) => url.replace('wss:', 'ws:'),
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
  {
    title: 'the peer says nothing in the TLS handshake',
    peer: {},
    url: (url) => url.replace('ws:', 'wss:'),
    options: { connectTimeout: 150 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
  {
    title: 'the peer closes in the TLS handshake',
    peer: { answer: end },
    url: (url) => url.replace('ws:', 'wss:'),
    tells: opening('HandshakeFailed ECONNRESET', 'retry'),
  },
]
