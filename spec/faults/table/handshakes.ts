import { almost, answering, http } from '../answers.ts'
import { type Fault, opening } from '../fault.ts'

const many = (count: number): string => 'X-Many: yes\r\n'.repeat(count)

/** Answers that are no opening handshake of RFC 6455, section 4.1. */
export const handshakes: ReadonlyArray<Fault> = [
  {
    title: 'the accept key is wrong',
    peer: almost((answer) => answer.replace(/Accept: ....../, 'Accept: wrong+')),
    tells: opening('HandshakeFailed', 'retry'),
  },
  {
    title: 'the accept key is missing',
    peer: almost((answer) => answer.replace(/Sec-WebSocket-Accept: .*\r\n/, '')),
    tells: opening('HandshakeFailed', 'retry'),
  },
  {
    title: 'the peer upgrades to something else',
    peer: almost((answer) => answer.replace('websocket', 'h2c')),
    tells: opening('HandshakeFailed', 'retry'),
  },
  {
    title: 'the peer chooses a subprotocol that was not offered',
    peer: almost((answer) => answer.replace('chat', 'superchat')),
    tells: opening('HandshakeFailed', 'final'),
  },
  {
    title: 'the peer chooses none of the subprotocols',
    peer: almost((answer) => answer.replace('Sec-WebSocket-Protocol: chat\r\n', '')),
    tells: opening('HandshakeFailed', 'final'),
  },
  {
    title: 'the peer chooses an extension that was not offered',
    peer: almost((answer) => answer.replace(/\r\n$/, 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n')),
    tells: opening('HandshakeFailed', 'retry'),
  },
  {
    title: 'the extensions cannot be read',
    peer: almost((answer) => answer.replace(/\r\n$/, 'Sec-WebSocket-Extensions: ;;=,"\r\n\r\n')),
    tells: opening('HandshakeFailed', 'retry'),
  },
  {
    title: '1,500 headers stand before the upgrade',
    // Node's parser keeps the first thousand.
    peer: almost((answer) => answer.replace('Upgrade', `${many(1500)}Upgrade`)),
    tells: opening('HandshakeFailed', 'retry'),
  },
  {
    title: '1,500 headers stand before a refusal',
    peer: answering(`HTTP/1.1 403 No\r\n${many(1500)}Content-Length: 0\r\n\r\n`),
    tells: opening('HandshakeFailed 403', 'final'),
  },
  {
    title: 'the headers never end',
    peer: almost((answer) => answer.replace(/\r\n$/, many(20_000))),
    tells: opening('HandshakeFailed HPE_HEADER_OVERFLOW', 'retry'),
  },
  {
    title: 'the peer speaks SSH',
    peer: answering('SSH-2.0-OpenSSH_9.2\r\n'),
    tells: opening('HandshakeFailed HPE_INVALID_CONSTANT', 'retry'),
  },
  {
    title: 'the peer echoes the request, secrets and all',
    peer: { answer: (tcp, request) => tcp.write(request) },
    tells: opening('HandshakeFailed HPE_INVALID_CONSTANT', 'retry'),
  },
  {
    title: 'the peer refuses with the request as its reason',
    peer: { answer: (tcp, request) => tcp.write(`HTTP/1.1 400 ${request.replaceAll('\r\n', ' ')}\r\n\r\n${request}`) },
    tells: opening('HandshakeFailed 400', 'final'),
  },
  {
    title: 'the peer redirects to an address with the secrets in it',
    peer: {
      answer: (tcp, request) => tcp.write(`HTTP/1.1 302 There\r\nLocation: ${request.split(' ')[1] ?? ''}\r\n\r\n`),
    },
    tells: opening('HandshakeFailed 302', 'final'),
  },
  {
    title: 'a header of the answer has the secrets and cannot be parsed',
    peer: {
      answer: (tcp, request) => tcp.write(`HTTP/1.1 101 Yes\r\n${request.split('\r\n')[0] ?? ''}\0: x\r\n\r\n`),
    },
    tells: opening('HandshakeFailed HPE_INVALID_HEADER_TOKEN', 'retry'),
  },
  {
    title: 'the peer answers with random bytes',
    peer: answering(Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 167 + 13) & 255))),
    tells: opening('HandshakeFailed HPE_INVALID_CONSTANT', 'retry'),
  },
  {
    title: 'the status line has no status',
    peer: answering('HTTP/1.1 Yes\r\n\r\n'),
    tells: opening('HandshakeFailed HPE_INVALID_STATUS', 'retry'),
  },
  {
    title: 'the status is 999',
    peer: http(999),
    tells: opening('HandshakeFailed 999', 'retry'),
  },
]
