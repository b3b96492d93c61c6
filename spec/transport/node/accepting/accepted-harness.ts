import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket as TcpSocket } from 'node:net'

import { WebSocket } from 'ws'

import type { AcceptedSocket, OpeningSettings } from '../../../../lib/transport/accepting.ts'
import { addRoute } from '../../../../lib/transport/node/accepting/upgrade-router.ts'
import { WebSocketOpening } from '../../../../lib/transport/node/accepting/web-socket-opening.ts'
import { transport as dialing } from '../../../../lib/transport/node/transport.ts'
import type { Transport } from '../../../../lib/transport/transport.ts'
import type { Certificate } from '../../../support/certificate.ts'
import type { PeerRecord } from '../../../support/peers/peer-script.ts'
import { play } from '../../../support/peers/peer-server.ts'
import { type Capabilities, type Harness, recordedPeer, requestFor } from '../../harness.ts'
import { wsCapabilities } from '../../ws-harness.ts'

/** An accepted socket can all that the contract asks for, except what only a dial can. */
export const capabilities: Capabilities = { ...wsCapabilities, dials: false, status: false, unaddressable: false }

export const settings: OpeningSettings = {
  protocols: [],
  maxMessageSize: 1 << 24,
  compression: false,
  closeTimeout: 1_000,
}

/** A transport of a socket that exists. The socket opens in the next microtask: the contract's dials need it before. */
function adopting(accepted: AcceptedSocket): Transport {
  const adopt: Transport = (_request, listener) => {
    const socket = accepted.adopt({
      opened: (handshake) => {
        queueMicrotask(() => {
          socket.resume?.()
          listener.opened(handshake)
        })
      },
      received: (data, isBinary) => {
        listener.received(data, isBinary)
      },
      ponged: () => {
        listener.ponged()
      },
      closing: (code, reason) => listener.closing?.(code, reason),
      ended: (end) => {
        listener.ended(end)
      },
    })
    return socket
  }
  return Object.assign(adopt, { toBytes: dialing.toBytes })
}

/** The harness of the contract for accepted sockets: their peers are clients of `ws`. */
export function acceptedHarness(certificate?: Certificate): Harness {
  return {
    start: async ([, ...acts]) => {
      const server = certificate === undefined ? createServer() : createTlsServer(certificate)
      const tcps = new Set<TcpSocket>()
      server.on('connection', (tcp: TcpSocket) => tcps.add(tcp))
      const arriving = new Promise<AcceptedSocket>((resolve, reject) => {
        addRoute(server, undefined, (upgrade) => {
          const accepted = new WebSocketOpening(upgrade).accept(settings)
          if (accepted === undefined) reject(new Error('no valid opening handshake'))
          else resolve(accepted)
        })
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const url = `${certificate === undefined ? 'ws' : 'wss'}://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const records: PeerRecord[] = []
      const client = new WebSocket(url, { ...(certificate && { ca: certificate.cert }) })
      client.on('error', () => undefined)
      client.on('message', (data, isBinary) => {
        const bytes = data as Buffer
        records.push({ _tag: 'Message', data: isBinary ? new Uint8Array(bytes) : bytes.toString() })
      })
      client.on('close', (code, reason) => records.push({ _tag: 'Closed', code, reason: String(reason) }))
      const tcp = new Promise<TcpSocket>((resolve) => client.once('upgrade', ({ socket }) => resolve(socket)))
      const accepted = await arriving
      await new Promise((resolve) => client.once('open', resolve))
      void play(client, await tcp, acts)
      return recordedPeer(adopting(accepted), requestFor(url), records, async () => {
        client.terminate()
        for (const tcp of tcps) tcp.destroy()
        await new Promise((resolve) => server.close(resolve))
      })
    },
  }
}
