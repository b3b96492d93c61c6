import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import { type WebSocket, WebSocketServer } from 'ws'

import type { Certificate } from '../certificate.ts'
import { parse, type PeerAct, type PeerRecord, type PeerScript, stringify } from './peer-script.ts'

/** All dials of an id. */
interface Peers {
  dials: number
  readonly records: PeerRecord[]
  readonly logs: Set<WebSocket>
  readonly connections: Set<Duplex>
}

/** Plays the acts that follow the opening handshake. */
export async function play(websocket: WebSocket, tcp: Duplex, acts: ReadonlyArray<PeerAct>): Promise<void> {
  for (const act of acts) {
    if (act._tag === 'Says') websocket.send(act.data)
    else if (act._tag === 'Closes') websocket.close(act.code, act.reason)
    else if (act._tag === 'Loses') tcp.destroy()
    else if (act._tag === 'Stalls') websocket.pause()
    else if (act._tag === 'Echoes') websocket.on('message', (data, binary) => websocket.send(data, { binary }))
    else if (act._tag === 'Garbles') tcp.write(Uint8Array.from(act.bytes))
    else if (act._tag === 'Waits') await sleep(act.ms)
    else if (act._tag === 'Receives') await new Promise((resolve) => websocket.once('message', resolve))
  }
}

/** Answers an opening handshake with an HTTP status, and with less of a body than was announced. */
function refuse(tcp: Duplex, { status = 400, retryAfter }: PeerAct & { readonly _tag: 'Refuses' }): void {
  const wait = retryAfter === undefined ? '' : `Retry-After: ${retryAfter / 1000}\r\n`
  tcp.end(`HTTP/1.1 ${status} No\r\n${wait}Content-Length: 100000\r\n\r\nnever all of it`)
}

class ScriptedPeers {
  readonly #peers = new Map<string, Peers>()
  readonly #sockets = new WebSocketServer({ noServer: true })

  find(id: string): Peers {
    const peers = this.#peers.get(id) ?? { dials: 0, records: [], logs: new Set(), connections: new Set() }
    this.#peers.set(id, peers)
    return peers
  }

  readonly upgrade = (request: IncomingMessage, tcp: Duplex, head: Buffer): void => {
    tcp.on('error', () => undefined)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://peer')
    const [, kind, id = ''] = pathname.split('/')
    const peers = this.find(id)
    if (kind === 'log') {
      this.#sockets.handleUpgrade(request, tcp, head, (log) => this.#openLog(peers, log, id))
      return
    }
    const scripts = parse(searchParams.get('scripts') ?? '[]') as ReadonlyArray<PeerScript>
    const script = scripts[Math.min(peers.dials, scripts.length - 1)] ?? []
    peers.dials += 1
    this.#record(peers, { _tag: 'Dialed' })
    peers.connections.add(tcp)
    tcp.on('close', () => peers.connections.delete(tcp))
    void this.#answer(peers, script, request, tcp, head)
  }

  #record(peers: Peers, record: PeerRecord): void {
    peers.records.push(record)
    for (const log of peers.logs) log.send(stringify(record))
  }

  #openLog(peers: Peers, log: WebSocket, id: string): void {
    for (const record of peers.records) log.send(stringify(record))
    peers.logs.add(log)
    log.on('close', () => {
      for (const tcp of peers.connections) tcp.destroy()
      this.#peers.delete(id)
    })
  }

  async #answer(peers: Peers, script: PeerScript, request: IncomingMessage, tcp: Duplex, head: Buffer): Promise<void> {
    const [first, ...rest] = script
    if (first?._tag === 'Loses') tcp.destroy()
    else if (first?._tag === 'Refuses') refuse(tcp, first)
    else if (first?._tag === 'Waits') {
      await sleep(first.ms)
      await this.#answer(peers, rest, request, tcp, head)
    } else if (first?._tag === 'Opens') {
      this.#sockets.handleUpgrade(request, tcp, head, (websocket) => {
        websocket.on('error', () => undefined)
        websocket.on('message', (data, isBinary) => {
          const bytes = data as Buffer
          this.#record(peers, { _tag: 'Message', data: isBinary ? new Uint8Array(bytes) : bytes.toString() })
        })
        websocket.on('close', (code, reason) => this.#record(peers, { _tag: 'Closed', code, reason: String(reason) }))
        void play(websocket, tcp, rest)
      })
    }
  }
}

/** Answers WebSocket dials on a server as `peer-script.ts` says: a page needs no other peer. */
export function attachPeers(server: Server): void {
  server.on('upgrade', new ScriptedPeers().upgrade)
}

export interface PeerServer {
  /** `ws://127.0.0.1:port` or, with a certificate, `wss://127.0.0.1:port`. */
  readonly origin: string
  /** Returns what the peers of an id have received; the array grows. */
  records(id: string): ReadonlyArray<PeerRecord>
  stop(): Promise<void>
}

/** Starts a server of scripted peers; over TLS with a certificate. */
export async function startPeerServer(certificate?: Certificate): Promise<PeerServer> {
  const server = certificate === undefined ? createServer() : createTlsServer(certificate)
  const connections = new Set<Duplex>()
  const peers = new ScriptedPeers()
  server.on('connection', (tcp: Duplex) => connections.add(tcp))
  server.on('upgrade', peers.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const scheme = certificate === undefined ? 'ws' : 'wss'
  return {
    origin: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records: (id) => peers.find(id).records,
    stop: () =>
      new Promise((resolve) => {
        for (const tcp of connections) tcp.destroy()
        server.close(() => resolve())
      }),
  }
}
