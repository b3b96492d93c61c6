import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Socket as TcpSocket } from 'node:net'

import type { SocketEnd } from '../../lib/transport/transport.ts'
import { transport } from '../../lib/transport/ws.ts'
import { type Dialed, ended, type Peer } from './harness.ts'
import { requestFor } from './ws-peer.ts'

/** A peer on bare TCP, for what no decent server does. */
export interface RawPeer extends Pick<Peer, 'transport' | 'request' | 'stop'> {
  /** What came on all connections, without the opening handshakes. */
  readonly bytes: () => Buffer
}

/** The answer that a right opening handshake gets, with more headers at its end. */
export function acceptance(request: string, headers = ''): string {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(request)?.[1] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${headers}\r\n`
}

/** One frame from a server: unmasked and, where `first` says so, final. */
export function frame(first: number, payload: string | Uint8Array = ''): Buffer {
  const data = Buffer.from(payload as string)
  const header = data.length < 126 ? [first, data.length] : [first, 126, data.length >> 8, data.length & 255]
  return Buffer.concat([Buffer.from(header), data])
}

/** Starts one; `answer` gets each connection once its request has come. */
export async function rawPeer(answer: (tcp: TcpSocket, request: string) => void): Promise<RawPeer> {
  const connections: TcpSocket[] = []
  const chunks: Buffer[] = []
  const server = createServer({ allowHalfOpen: true }, (tcp) => {
    connections.push(tcp)
    tcp.on('error', () => undefined)
    tcp.once('data', (request) => {
      tcp.on('data', (chunk) => chunks.push(chunk))
      answer(tcp, String(request))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    transport,
    request: requestFor(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    bytes: () => Buffer.concat(chunks),
    stop: () =>
      new Promise((resolve) => {
        for (const tcp of connections) tcp.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Starts one that accepts, and then says this. */
export function saying(...frames: ReadonlyArray<Buffer>): Promise<RawPeer> {
  return rawPeer((tcp, request) => tcp.write(Buffer.concat([Buffer.from(acceptance(request)), ...frames])))
}

/** The payload of a masked frame as clients send it, shorter than 126 bytes. */
export function unmask(sent: Buffer): Buffer {
  const mask = sent.subarray(2, 6)
  return sent.subarray(6, 6 + ((sent[1] ?? 0) & 0x7f)).map((byte, i) => byte ^ (mask[i % 4] ?? 0)) as Buffer
}

const peers: Pick<Peer, 'stop'>[] = []

/** Waits for a peer, and leaves it to `stopPeers`. */
export async function started<T extends Pick<Peer, 'stop'>>(starting: Promise<T>): Promise<T> {
  const peer = await starting
  peers.push(peer)
  return peer
}

/** Stops what was started: for `afterEach`. */
export async function stopPeers(): Promise<void> {
  await Promise.all(peers.splice(0).map((peer) => peer.stop()))
}

export async function endOf(dialed: Dialed): Promise<SocketEnd> {
  await ended(dialed)
  return dialed.ends[0]!
}

export function causeOf(end: SocketEnd): NodeJS.ErrnoException {
  return ('cause' in end ? end.cause : {}) as NodeJS.ErrnoException
}
