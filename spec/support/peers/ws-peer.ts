import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket as TcpSocket } from 'node:net'
import type { Duplex } from 'node:stream'

import { type WebSocket, WebSocketServer } from 'ws'

import type { DialRequest, Transport } from '../../../lib/transport/transport.ts'
import type { Act, Harness, Peer } from '../../transport/harness.ts'

export function requestFor(url: string): DialRequest {
  return { url, protocols: [], headers: {}, tls: {}, maxMessageSize: 1 << 24 }
}

/** Plays the acts of an open socket. */
function play(websocket: WebSocket, tcp: Duplex, acts: ReadonlyArray<Act>): void {
  for (const act of acts) {
    if (act._tag === 'Says') websocket.send(act.data)
    else if (act._tag === 'Closes') websocket.close(act.code, act.reason)
    else if (act._tag === 'Loses') tcp.destroy()
    else if (act._tag === 'Stalls') websocket.pause()
  }
}

/** Answers an opening handshake with something else. */
function refuse(tcp: Duplex, act: Act | undefined): void {
  if (act?._tag === 'Loses') tcp.destroy()
  if (act?._tag !== 'Refuses') return
  const retryAfter = String(act.retryAfter / 1000)
  tcp.end(`HTTP/1.1 ${act.status} No\r\nRetry-After: ${retryAfter}\r\nContent-Length: 100000\r\n\r\nnever all of it`)
}

/** Real servers of `ws`; over TLS with a key and a certificate. */
export function wsHarness(transport: Transport, tls?: { readonly key: string; readonly cert: string }): Harness {
  return {
    start: async (acts): Promise<Peer> => {
      const heard: (string | Uint8Array)[] = []
      const closed: (readonly [number, string])[] = []
      const connections = new Set<TcpSocket>()
      const http = tls === undefined ? createServer() : createTlsServer(tls)
      const server = new WebSocketServer({ noServer: true })
      http.on(tls === undefined ? 'connection' : 'secureConnection', (tcp: TcpSocket) => {
        connections.add(tcp)
        tcp.on('error', () => undefined)
      })
      http.on('upgrade', (request, tcp, head) => {
        if (acts[0]?._tag !== 'Opens') {
          refuse(tcp, acts[0])
          return
        }
        server.handleUpgrade(request, tcp, head, (websocket) => {
          websocket.on('error', () => undefined)
          websocket.on('message', (data, isBinary) =>
            heard.push(isBinary ? (data as Buffer) : (data as Buffer).toString()),
          )
          websocket.on('close', (code, reason) => closed.push([code, String(reason)]))
          play(websocket, tcp, acts.slice(1))
        })
      })
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
      const { port } = http.address() as AddressInfo
      const request = requestFor(`${tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}/`)
      return {
        transport,
        request: tls === undefined ? request : { ...request, tls: { ca: tls.cert } },
        heard,
        closed,
        stop: () =>
          new Promise((resolve) => {
            for (const tcp of connections) tcp.destroy()
            http.close(() => resolve())
          }),
      }
    },
  }
}
