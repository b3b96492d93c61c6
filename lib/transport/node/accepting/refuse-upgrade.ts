import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Characters that would end a header or its value (RFC 9110, section 5.5). */
const forbidden = /[\0\r\n]/g

/**
 * Answers an opening handshake with HTTP, and destroys the stream once the answer has left.
 *
 * @param stream - may have ended: then nothing is sent
 */
export function refuseUpgrade(
  stream: Duplex,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string = STATUS_CODES[status] ?? '',
): void {
  const fields = {
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value.replace(forbidden, ' ')}`)
  stream.on('error', ignore)
  stream.once('finish', destroy)
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

function ignore(): void {
  // The peer has gone: there is nobody to answer.
}

function destroy(this: Duplex): void {
  this.destroy()
}
