import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import { type WebSocket, WebSocketServer } from 'ws'

import { type Heard, parse, type PeerScript, stringify } from './peer-script.ts'

/** All dials of an id. */
interface Peers {
  dials: number
  readonly heard: Heard[]
  readonly logs: Set<WebSocket>
  readonly connections: Set<Duplex>
}

/** Plays what a script says about an open socket. */
async function play(websocket: WebSocket, tcp: Duplex, script: PeerScript): Promise<void> {
  for (const act of script) {
    if (act._tag === 'Says') websocket.send(act.data)
    else if (act._tag === 'Closes') websocket.close(act.code, act.reason)
    else if (act._tag === 'Loses') tcp.destroy()
    else if (act._tag === 'Stalls') websocket.pause()
    else if (act._tag === 'Echoes') websocket.on('message', (data, binary) => websocket.send(data, { binary }))
    else if (act._tag === 'Garbles') tcp.write(Uint8Array.from(act.bytes))
    else if (act._tag === 'Waits') await sleep(act.ms)
  }
}

/** Answers WebSocket dials on a server as `peer-script.ts` says, so that a page needs nothing else to play with. */
export function attachPeers(server: Server): void {
  const peersOf = new Map<string, Peers>()
  const sockets = new WebSocketServer({ noServer: true })

  const find = (id: string): Peers => {
    const peers = peersOf.get(id) ?? { dials: 0, heard: [], logs: new Set(), connections: new Set() }
    peersOf.set(id, peers)
    return peers
  }

  const tell = (peers: Peers, heard: Heard): void => {
    peers.heard.push(heard)
    for (const log of peers.logs) log.send(stringify(heard))
  }

  const openLog = (peers: Peers, websocket: WebSocket, id: string): void => {
    for (const heard of peers.heard) websocket.send(stringify(heard))
    peers.logs.add(websocket)
    websocket.on('close', () => {
      for (const tcp of peers.connections) tcp.destroy()
      peersOf.delete(id)
    })
  }

  const answer = (peers: Peers, script: PeerScript, request: IncomingMessage, tcp: Duplex, head: Buffer): void => {
    peers.connections.add(tcp)
    tcp.on('close', () => peers.connections.delete(tcp))
    const [first, ...rest] = script
    if (first?._tag === 'Loses') tcp.destroy()
    else if (first?._tag === 'Refuses') tcp.end(`HTTP/1.1 ${first.status} No\r\nContent-Length: 0\r\n\r\n`)
    else if (first?._tag === 'Waits') {
      void sleep(first.ms).then(() => {
        answer(peers, rest, request, tcp, head)
      })
    } else if (first?._tag === 'Opens') {
      sockets.handleUpgrade(request, tcp, head, (websocket) => {
        websocket.on('error', () => undefined)
        websocket.on('message', (data, isBinary) => {
          const bytes = data as Buffer
          tell(peers, { _tag: 'Message', data: isBinary ? new Uint8Array(bytes) : bytes.toString() })
        })
        websocket.on('close', (code, reason) => {
          tell(peers, { _tag: 'Closed', code, reason: String(reason) })
        })
        void play(websocket, tcp, rest)
      })
    }
  }

  server.on('upgrade', (request, tcp, head) => {
    tcp.on('error', () => undefined)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://peer')
    const [, kind, id = ''] = pathname.split('/')
    const peers = find(id)
    if (kind === 'log') {
      sockets.handleUpgrade(request, tcp, head, (websocket) => {
        openLog(peers, websocket, id)
      })
      return
    }
    const scripts = parse(searchParams.get('scripts') ?? '[]') as ReadonlyArray<PeerScript>
    const script = scripts[Math.min(peers.dials, scripts.length - 1)] ?? []
    peers.dials += 1
    tell(peers, { _tag: 'Dialed' })
    answer(peers, script, request, tcp, head)
  })
}

export interface PeerServer {
  /** `ws://127.0.0.1:port` */
  readonly origin: string
  stop(): Promise<void>
}

/** A peer server of its own. */
export async function startPeerServer(): Promise<PeerServer> {
  const server = createServer()
  const connections = new Set<Duplex>()
  server.on('connection', (tcp) => connections.add(tcp))
  attachPeers(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const tcp of connections) tcp.destroy()
        server.close(() => resolve())
      }),
  }
}
