import { connect, type Socket as TcpSocket } from 'node:net'

import type { Connection } from 'pulsewire'
import { accept$, type AcceptOptions, type ListenAddress, type OwnPort } from 'pulsewire/server'
import { type Observable, tap } from 'rxjs'
import { type ClientOptions, WebSocket } from 'ws'

import { cleanUps } from '../support/clean-ups.ts'
import { watch, type Watched } from '../support/watching.ts'
import { until } from '../transport/harness.ts'

export type Accepted$ = Observable<Connection<string, string>>

/** A server under test, on a free port of 127.0.0.1. */
export interface Serving {
  /** Everything that `serve` has emitted, and its end. */
  readonly emitted: Watched<unknown>
  /** The connections that were accepted. */
  readonly peers: ReadonlyArray<Connection<string, string>>
  readonly port: number
  readonly url: string
}

/** A client of `ws`, and everything that it has seen. */
export interface Client {
  readonly websocket: WebSocket
  readonly messages: string[]
  /** The close code and reason; the HTTP status of a refusal with its body; or the code of an error. */
  readonly ends: string[]
}

export const { later, run: stopServing } = cleanUps()

/** Starts to accept, and waits until it listens. Connections are served as a program would, by default not at all. */
export async function serving(
  rules: Omit<AcceptOptions<string, string>, keyof OwnPort> & Pick<OwnPort, 'tls'> = {},
  serve: (accepted$: Accepted$) => Observable<unknown> = (accepted$) => accepted$,
): Promise<Serving> {
  const addresses: ListenAddress[] = []
  const peers: Connection<string, string>[] = []
  const options = { ...rules, port: 0, host: '127.0.0.1', onListening: (at: ListenAddress) => addresses.push(at) }
  const emitted = watch(serve(accept$(options as AcceptOptions<string, string>).pipe(tap((peer) => peers.push(peer)))))
  later(emitted.stop)
  await until(() => addresses.length > 0)
  const { port = 0 } = addresses[0] ?? {}
  return { emitted, peers, port, url: `${rules.tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}/` }
}

/** Dials with `ws`. */
export function dialWith(url: string, options: ClientOptions = {}, protocols: string[] = []): Client {
  const websocket = new WebSocket(url, protocols, options)
  later(() => {
    websocket.terminate()
  })
  const client: Client = { websocket, messages: [], ends: [] }
  websocket.on('message', (data: Buffer) => client.messages.push(data.toString()))
  websocket.on('open', () => {
    websocket.on('close', (code, reason) => client.ends.push(`${code} ${String(reason)}`.trim()))
  })
  websocket.on('unexpected-response', (_request, response) => {
    let body = ''
    response.on('data', (chunk: Buffer) => (body += chunk.toString()))
    response.on('end', () => client.ends.push(`HTTP ${response.statusCode ?? 0} ${body}`))
  })
  websocket.on('error', ({ message }) => {
    if (websocket.listenerCount('close') === 0) client.ends.push(message)
  })
  return client
}

/** Dials with `ws`, and waits until it is open. */
export async function openWith(url: string, options: ClientOptions = {}): Promise<Client> {
  const client = dialWith(url, options)
  await until(() => client.websocket.readyState === WebSocket.OPEN || client.ends.length > 0)
  return client
}

/** A bare TCP connection. */
export interface RawClient {
  readonly tcp: TcpSocket
  /** The text that has come. */
  readonly text: () => string
  readonly isClosed: () => boolean
}

export function rawClient(port: number, request = ''): RawClient {
  const tcp = connect(port, '127.0.0.1')
  later(() => {
    tcp.destroy()
  })
  let text = ''
  let isClosed = false
  tcp.on('error', () => undefined)
  tcp.on('data', (chunk) => (text += chunk.toString('latin1')))
  tcp.on('close', () => (isClosed = true))
  if (request !== '') tcp.write(request)
  return { tcp, text: () => text, isClosed: () => isClosed }
}

/** The request of an opening handshake, with more headers at its end. */
export const handshake = (headers = '', path = '/'): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa('0123456789abcdef')}\r\n${headers}\r\n`

/** The header of a masked frame of a client with 4 zero bytes as its mask. `first`: FIN bit and opcode. */
export function frameHeader(first: number, length: number): Buffer {
  const header = Buffer.alloc(14)
  header[0] = first
  header[1] = 0x80 | 127
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
