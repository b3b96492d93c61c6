import type { Socket as TcpSocket } from 'node:net'

import { acceptance, frame } from '../support/peers/raw-peer.ts'
import type { Misbehaviour } from './fault.ts'

/** The valid answer to an opening handshake of the lab. */
export function accept(request: string, headers = ''): string {
  return acceptance(request, `Sec-WebSocket-Protocol: chat\r\n${headers}`)
}

/** Accepts, and sends these frames in the same packet. */
export function saying(...frames: ReadonlyArray<Uint8Array>): Misbehaviour {
  return { answer: (tcp, request) => tcp.write(Buffer.concat([Buffer.from(accept(request)), ...frames])) }
}

/** Accepts, and then calls `then`. */
export function opening(then: (tcp: TcpSocket, before: number) => void): Misbehaviour {
  return {
    answer: (tcp, request, before) => {
      tcp.write(accept(request))
      then(tcp, before)
    },
  }
}

/** Whether a chunk of short frames of a client contains a close frame. */
function hasClose(chunk: Buffer): boolean {
  for (let at = 0; at < chunk.length; at += 6 + ((chunk[at + 1] ?? 0) & 0x7f)) if (chunk[at] === 0x88) return true
  return false
}

/** Accepts, and calls `then` once the client has sent a close frame. */
export function onClose(then: (tcp: TcpSocket) => void): Misbehaviour {
  return opening((tcp) => {
    let heard = false
    tcp.on('data', (chunk) => {
      if (heard || !hasClose(chunk)) return
      heard = true
      then(tcp)
    })
  })
}

/** Accepts, sends these frames, and answers the closing handshake. */
export function obliging(...frames: ReadonlyArray<Uint8Array>): Misbehaviour {
  const closes = onClose((tcp) => tcp.end(closing(1000))).answer
  return {
    answer: (tcp, request, before) => {
      closes?.(tcp, request, before)
      for (const each of frames) tcp.write(each)
    },
  }
}

/** Answers with these bytes, and keeps the socket. */
export const answering = (...parts: ReadonlyArray<string | Uint8Array>): Misbehaviour => ({
  answer: (tcp) => {
    for (const part of parts) tcp.write(part)
  },
})

/** Answers with a changed form of the valid answer. */
export const almost = (change: (answer: string) => string): Misbehaviour => ({
  answer: (tcp, request) => tcp.write(change(accept(request))),
})

/** Answers with an HTTP status. */
export function http(status: number, ...headers: ReadonlyArray<string>): Misbehaviour {
  const head = [`HTTP/1.1 ${status} Because`, 'Content-Length: 5', ...headers].join('\r\n')
  return answering(`${head}\r\n\r\nsorry`)
}

/** The payload of a close frame. */
export function closing(code: number, reason = ''): Buffer {
  return frame(0x88, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]))
}

export const text = (data: string | Uint8Array): Buffer => frame(0x81, data)

/** Writes a chunk again and again while the connection lasts. */
export function endlessly(tcp: TcpSocket, chunk: Buffer): void {
  const more = (): void => {
    while (!tcp.destroyed && tcp.write(chunk));
  }
  tcp.on('drain', () => setImmediate(more))
  more()
}

/** Calls `act` every `ms` milliseconds while the connection lasts. */
export function every(tcp: TcpSocket, ms: number, act: (nth: number) => void): void {
  let nth = 0
  const timer = setInterval(() => {
    act(nth++)
  }, ms)
  tcp.on('close', () => {
    clearInterval(timer)
  })
}
