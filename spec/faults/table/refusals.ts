import { accept, almost, answering, every, http } from '../answers.ts'
import { type Fault, opening } from '../fault.ts'

const statuses: Readonly<Record<number, 'final' | 'retry'>> = {
  ...{ 200: 'retry', 204: 'retry' },
  ...{ 301: 'final', 302: 'final', 307: 'final', 308: 'final' },
  ...{ 400: 'final', 401: 'final', 403: 'final', 404: 'final', 407: 'final', 410: 'final', 426: 'final' },
  ...{ 408: 'retry', 425: 'retry', 429: 'retry' },
  ...{ 500: 'retry', 502: 'retry', 503: 'retry', 504: 'retry' },
}

const inADay = new Date(Date.now() + 86_400_000).toUTCString()

/** HTTP statuses, and their `Retry-After`. */
export const refusals: ReadonlyArray<Fault> = [
  ...Object.entries(statuses).map(([status, decision]): Fault => ({
    title: `the peer answers HTTP ${status}`,
    peer: http(Number(status), 'Location: ws://127.0.0.1:1/elsewhere', 'WWW-Authenticate: Bearer'),
    tells: opening(`HandshakeFailed ${status}`, decision),
  })),
  {
    title: 'the peer answers 503 with a Retry-After of 120 s',
    peer: http(503, 'Retry-After: 120'),
    tells: opening('HandshakeFailed 503', 'retry'),
    waits: 120_000,
  },
  {
    title: 'the peer answers 429 with a Retry-After that is a date, a day from now',
    peer: http(429, `Retry-After: ${inADay}`),
    tells: opening('HandshakeFailed 429', 'retry'),
    waits: 86_000_000,
  },
  {
    title: 'the peer answers 503 with an invalid Retry-After',
    peer: http(503, 'Retry-After: soon'),
    tells: opening('HandshakeFailed 503', 'retry'),
    waits: 60_000,
  },
  {
    title: 'the peer answers 502 with a page that never ends',
    peer: {
      answer: (tcp) => {
        tcp.write('HTTP/1.1 502 Because\r\nTransfer-Encoding: chunked\r\n\r\n')
        every(tcp, 5, () => tcp.write('5\r\nsorry\r\n'))
      },
    },
    tells: opening('HandshakeFailed 502', 'retry'),
  },
  {
    title: 'the peer answers 101 without an upgrade',
    peer: almost((answer) => answer.replace('Upgrade: websocket\r\n', '')),
    tells: opening('HandshakeFailed 101', 'retry'),
  },
  {
    title: 'the peer answers 100 Continue, and nothing more',
    peer: answering('HTTP/1.1 100 Continue\r\n\r\n'),
    options: { connectTimeout: 200 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
  {
    title: 'the peer answers 102 Processing for ever',
    peer: {
      answer: (tcp) => {
        every(tcp, 10, () => tcp.write('HTTP/1.1 102 Processing\r\n\r\n'))
      },
    },
    options: { connectTimeout: 200 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
  {
    title: 'the peer sends its answer one byte per 100 ms',
    peer: {
      answer: (tcp, request) => {
        const answer = accept(request)
        every(tcp, 100, (nth) => tcp.write(answer[nth] ?? ''))
      },
    },
    options: { connectTimeout: 350 },
    tells: opening('ConnectTimedOut', 'retry'),
  },
]
