import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { type Server, WebSocketServer } from 'ws'

import type { AcceptedSocket, Opening, OpeningSettings } from '../../accepting.ts'
import { OwnedWebSocket } from '../owned-web-socket.ts'
import { compressionThreshold, maxPayload } from '../ws-options.ts'
import { AcceptedWebSocket } from './accepted-web-socket.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { dialedUrl, pathOf, remoteOf, type Upgrade } from './upgrade.ts'

/** The end of a server: it masks no frame. */
class ServerWebSocket extends OwnedWebSocket {
  override get isMasking(): boolean {
    return false
  }
}

type OwnedServer = Server<typeof ServerWebSocket>

/** The server of the settings before: most programs have one set of settings for all peers. */
let latest: { readonly settings: OpeningSettings; readonly server: OwnedServer } | undefined

/** A server of `ws` that answers handshakes and keeps no list of its sockets. */
function serverFor(settings: OpeningSettings): OwnedServer {
  if (latest?.settings !== settings) latest = { settings, server: makeServer(settings) }
  return latest.server
}

function makeServer({ protocols, maxMessageSize, compression, closeTimeout }: OpeningSettings): OwnedServer {
  const options = {
    noServer: true,
    WebSocket: ServerWebSocket,
    clientTracking: false,
    autoPong: false,
    // Less than a millisecond is no timer at all for `ws`.
    closeTimeout: Math.max(1, closeTimeout),
    maxPayload: maxPayload({ maxMessageSize, compression }),
    perMessageDeflate: compression === false ? false : { threshold: 0 },
    skipUTF8Validation: true,
    handleProtocols: (offered: Set<string>) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  } as const
  return new WebSocketServer(options)
}

/** The opening handshake of a peer over HTTP/1.1 (RFC 6455, section 4.2). */
export class WebSocketOpening implements Opening<IncomingMessage> {
  readonly request: IncomingMessage
  readonly path: string
  readonly #stream: Duplex
  readonly #head: Buffer

  constructor([request, stream, head]: Upgrade) {
    this.request = request
    this.path = pathOf(request)
    this.#stream = stream
    this.#head = head
    // Node gives the stream away without a listener: an error of a peer that leaves would end the process.
    stream.on('error', destroy)
  }

  get url(): string {
    return dialedUrl(this.request, this.#stream)
  }

  get remote(): string {
    return remoteOf(this.#stream)
  }

  get origin(): string | undefined {
    return this.request.headers.origin
  }

  get host(): string | undefined {
    return this.request.headers.host
  }

  refuse(status: number, headers?: Readonly<Record<string, string>>, body?: string): void {
    refuseUpgrade(this.#stream, status, headers, body)
  }

  accept(settings: OpeningSettings): AcceptedSocket | undefined {
    const stream = this.#stream
    let accepted: AcceptedSocket | undefined
    stream.off('error', destroy)
    // Before `ws` listens to its data: nothing is read until somebody wants it.
    stream.pause()
    serverFor(settings).handleUpgrade(this.request, stream, this.#head, (websocket) => {
      websocket.pause()
      accepted = new AcceptedWebSocket(websocket, stream, compressionThreshold(settings))
    })
    return accepted
  }

  onGone(gone: () => void): void {
    if (this.#stream.destroyed) gone()
    else this.#stream.once('close', gone)
  }
}

function destroy(this: Duplex): void {
  this.destroy()
}
