import type { Clock, Transport } from 'pulsewire'
import type { SessionConnection, Sessions } from 'pulsewire/session'
import type { Observable } from 'rxjs'

import { closedSocket } from '../../../lib/transport/closed-socket.ts'
import type { DialRequest, Socket, SocketEnd, SocketListener } from '../../../lib/transport/transport.ts'
import { accepting, fakeOpening } from '../../server/fake-openings.ts'

type Data = string | Uint8Array

/** One end of a socket: what is sent arrives at the other end after the latency, in order, unless the line is cut. */
class WireSocket implements Socket {
  readonly bufferedAmount = 0
  other: WireSocket | undefined
  isOver = false
  readonly #clock: Clock
  readonly #latency: () => number
  readonly #listener: SocketListener
  readonly #tap: (data: Data) => void
  #arrival = 0
  #latest: Data | undefined

  constructor(clock: Clock, latency: () => number, listener: SocketListener, tap: (data: Data) => void) {
    this.#clock = clock
    this.#latency = latency
    this.#listener = listener
    this.#tap = tap
  }

  open(): void {
    this.#listener.opened({ protocol: 'pulsewire.session.v1', extensions: '' })
  }

  #later(act: () => void): void {
    const { now, after } = this.#clock
    this.#arrival = Math.max(this.#arrival, now() + this.#latency())
    after(this.#arrival - now(), act)
  }

  send(data: Data, isBinary: boolean, done: () => void): void {
    if (this.isOver) return
    const copy = typeof data === 'string' ? data : isBinary ? new Uint8Array(data) : new TextDecoder().decode(data)
    this.#tap(copy)
    this.#later(() => {
      this.other?.receive(copy, isBinary)
    })
    done()
  }

  receive(data: Data, isBinary: boolean): void {
    this.#latest = data
    if (!this.isOver) this.#listener.received(data, isBinary)
  }

  repeat(): void {
    if (this.#latest !== undefined) this.receive(this.#latest, typeof this.#latest !== 'string')
  }

  close(code = 1005, reason = ''): void {
    const end: SocketEnd = { _tag: 'Closed', code, reason, wasClean: true }
    this.#later(() => {
      this.other?.end(end)
      this.end(end)
    })
  }

  terminate(): void {
    this.end(cut)
    this.#later(() => {
      this.other?.end(cut)
    })
  }

  end(end: SocketEnd): void {
    if (this.isOver) return
    this.isOver = true
    this.#listener.ended(end)
  }
}

const cut: SocketEnd = { _tag: 'Closed', code: 1006, reason: '', wasClean: false }

/** A network between dialing ends and one server. */
export interface Wire {
  readonly transport: Transport
  /** The number of sockets so far. */
  readonly sockets: () => number
  /** Cuts the latest socket. Each end sees its own end of it: the accepting one may be late. */
  readonly cut: (server: 'AtOnce' | 'Late' | 'Never') => void
  /** What the dialing end of the latest socket receives, as if the server had sent it. */
  readonly forge: (data: Data) => void
  /** What the accepting end of the latest socket receives, as if the client had sent it. */
  readonly forgeHello: (data: Data) => void
  /** Lets the end that dials receive its latest message a second time. */
  readonly repeat: () => void
}

/** Is called with each message that an end hands to the network. */
export type Tap = (socket: number, from: 'client' | 'server', data: Data) => void

/** @param serve - serves each connection that the server accepts */
export function wire(
  clock: Clock,
  latency: () => number,
  options: () => Sessions<string, string>['options'],
  serve: (peer: SessionConnection) => Observable<unknown>,
  tap: Tap = () => undefined,
): Wire {
  let sockets = 0
  let last: { readonly client: WireSocket; server: WireSocket | undefined } | undefined
  const transport: Transport = (_request: DialRequest, listener) => {
    sockets++
    const socket = sockets
    const client = new WireSocket(clock, latency, listener, (data) => tap(socket, 'client', data))
    const pair: { readonly client: WireSocket; server: WireSocket | undefined } = { client, server: undefined }
    last = pair
    const { accepted$, knock } = accepting({ ...(options() as object), clock, connectTimeout: 1_000, closeTimeout: 50 })
    accepted$.subscribe((peer) => {
      serve(peer as unknown as SessionConnection).subscribe({ error: () => undefined })
    })
    clock.after(latency(), () => {
      if (client.isOver) return
      const opening = fakeOpening((_, accepting) => {
        const server = new WireSocket(clock, latency, accepting, (data) => tap(socket, 'server', data))
        pair.server = server
        server.other = client
        client.other = server
        server.open()
        return server
      })
      knock(opening)
      clock.after(latency(), () => {
        if (!client.isOver) client.open()
      })
    })
    return sockets > 10_000 ? closedSocket : client
  }
  return {
    transport,
    sockets: () => sockets,
    cut: (server) => {
      const { client, server: accepted } = last ?? {}
      client?.end(cut)
      if (server === 'AtOnce') accepted?.end(cut)
      if (server === 'Late') clock.after(30, () => accepted?.end(cut))
    },
    forge: (data) => last?.client.receive(data, typeof data !== 'string'),
    repeat: () => last?.client.repeat(),
    forgeHello: (data) => last?.server?.receive(data, typeof data !== 'string'),
  }
}
