import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Socket as TcpSocket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

import { transport } from '../../../lib/transport/node/transport.ts'
import type { SocketEnd } from '../../../lib/transport/transport.ts'
import { type Dialed, ended, type Peer, requestFor } from '../../transport/harness.ts'

/** A peer on bare TCP, for behaviour that no WebSocket server has. */
export interface RawPeer extends Pick<Peer, 'transport' | 'request' | 'stop'> {
  /** The bytes received on all connections, without the opening handshakes. */
  readonly bytes: () => Buffer
  readonly port: number
  /** Number of accepted connections. */
  readonly accepted: () => number
}

export interface RawPeerOptions {
  /** Speaks TLS. */
  readonly tls?: TlsOptions | undefined
  /** Called with each connection when it is accepted. */
  readonly greet?: ((tcp: TcpSocket) => void) | undefined
}

/** The valid answer to an opening handshake, with more headers at its end. */
export function acceptance(request: string, headers = ''): string {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(request)?.[1] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${headers}\r\n`
}

/** One frame of a server, unmasked. `first` is its first byte: FIN bit, reserved bits and opcode. */
export function frame(first: number, payload: string | Uint8Array = ''): Buffer {
  const data = Buffer.from(payload as string)
  const header = data.length < 126 ? [first, data.length] : [first, 126, data.length >> 8, data.length & 255]
  return Buffer.concat([Buffer.from(header), data])
}

/** Starts one. It calls `answer` with each connection, its request, and the number of connections before it. */
export async function rawPeer(
  answer: (tcp: TcpSocket, request: string, before: number) => void,
  { tls, greet }: RawPeerOptions = {},
): Promise<RawPeer> {
  const connections = new Set<TcpSocket>()
  let served = 0
  const chunks: Buffer[] = []
  const serve = (tcp: TcpSocket): void => {
    const before = served++
    tcp.on('error', () => undefined)
    greet?.(tcp)
    tcp.once('data', (request) => {
      tcp.on('data', (chunk) => chunks.push(chunk))
      answer(tcp, String(request), before)
    })
  }
  const server =
    tls === undefined
      ? createServer({ allowHalfOpen: true }, serve)
      : createTlsServer({ ...tls, allowHalfOpen: true }, serve)
  // For TLS this is the TCP socket below, since a TLS handshake may never end.
  server.on('connection', (tcp: TcpSocket) => {
    connections.add(tcp)
    tcp.on('close', () => connections.delete(tcp))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    transport,
    request: requestFor(`ws://127.0.0.1:${port}/`),
    port,
    accepted: () => served,
    bytes: () => Buffer.concat(chunks),
    stop: () =>
      new Promise((resolve) => {
        for (const tcp of connections) tcp.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Starts one that accepts the opening handshake and then sends these frames. */
export function saying(...frames: ReadonlyArray<Buffer>): Promise<RawPeer> {
  return rawPeer((tcp, request) => tcp.write(Buffer.concat([Buffer.from(acceptance(request)), ...frames])))
}

/** The payload of the first masked frame of a client, if it is shorter than 126 bytes. */
export function unmask(sent: Buffer): Buffer {
  const mask = sent.subarray(2, 6)
  return sent.subarray(6, 6 + ((sent[1] ?? 0) & 0x7f)).map((byte, i) => byte ^ (mask[i % 4] ?? 0)) as Buffer
}

const peers: Pick<Peer, 'stop'>[] = []

/** Waits for a peer, and registers it for `stopPeers`. */
export async function started<T extends Pick<Peer, 'stop'>>(starting: Promise<T>): Promise<T> {
  const peer = await starting
  peers.push(peer)
  return peer
}

/** Stops all registered peers: for `afterEach`. */
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
