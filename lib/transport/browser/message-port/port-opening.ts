import { normalizeAddress, shownAddress } from '../../../model/address.ts'
import type { AcceptedSocket, Farewell, Opening, OpeningSettings } from '../../accepting.ts'
import { closedSocket } from '../../closed-socket.ts'
import type { Socket, SocketListener } from '../../transport.ts'
import type { Hello } from './frames.ts'
import type { PortLine } from './port-line.ts'
import { PortSocket } from './port-socket.ts'

/** The request of a tab, an iframe or a worker that opens a port. */
export interface PortRequest {
  /** The url that it dials. May hold secrets. */
  readonly url: string
  /** The subprotocols that it offers. May hold secrets. */
  readonly protocols: ReadonlyArray<string>
  /** The origin of the window that handed the port over. `undefined`: the same as ours. */
  readonly origin: string | undefined
}

/** The parts of an opening that the port itself does not know. */
export interface Place {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** The number of the port, counted from 1. */
  readonly number: number
}

/** The opening handshake of a port. */
export class PortOpening implements Opening<PortRequest> {
  readonly request: PortRequest
  readonly url: string
  /** Ports are told apart by their urls: the rules have no path. */
  readonly path: string = ''
  readonly remote: string
  readonly origin: string | undefined
  readonly host: string | undefined
  readonly #line: PortLine
  readonly #lock: string | undefined
  readonly #isValid: boolean

  /** @param lock - the lock of this end, if the other end can see it */
  constructor(line: PortLine, { url, protocols }: Hello, { origin, host, number }: Place, lock: string | undefined) {
    this.#line = line
    this.#lock = lock
    this.request = { url, protocols, origin }
    this.url = url
    const address = normalizeAddress(url)
    this.#isValid = address._tag === 'Right'
    this.remote = `${address._tag === 'Right' ? shownAddress(address.right) : 'port:'} (${number})`
    this.origin = origin
    this.host = host
  }

  refuse(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): void {
    this.#line.post(['refused', { status, headers, body }])
    this.#line.close()
  }

  accept({ protocols, maxMessageSize }: OpeningSettings): AcceptedSocket | undefined {
    if (!this.#isValid) {
      this.refuse(400, {}, 'the url is none that can be dialed')
      return undefined
    }
    const protocol = protocols.find((each) => this.request.protocols.includes(each)) ?? ''
    const lock = this.#lock
    this.#line.pause()
    this.#line.post(['opened', { protocol, ...(lock !== undefined && { lock }) }])
    return new AcceptedPort(this.#line, protocol, maxMessageSize)
  }

  onGone(gone: () => void): void {
    this.#line.atEnd(gone)
  }
}

/** A port whose other end has opened it. It is paused. */
class AcceptedPort implements AcceptedSocket {
  readonly #line: PortLine
  readonly #protocol: string
  readonly #maxMessageSize: number
  #socket: PortSocket | undefined

  constructor(line: PortLine, protocol: string, maxMessageSize: number) {
    this.#line = line
    this.#protocol = protocol
    this.#maxMessageSize = maxMessageSize
  }

  adopt(listener: SocketListener): Socket {
    if (this.#line.isClosed) {
      listener.ended({ _tag: 'Closed', code: 1006, reason: '', wasClean: false })
      return closedSocket
    }
    this.#socket = new PortSocket(this.#line, listener, this.#maxMessageSize)
    listener.opened({ protocol: this.#protocol, extensions: '' })
    return this.#socket
  }

  turnAway({ code, reason }: Farewell): void {
    this.#line.post(['close', code, reason])
    this.#line.close()
  }

  limit(bytes: number, exceeded: () => void): void {
    this.#line.limit(bytes, exceeded)
  }

  unlimit(): void {
    this.#line.unlimit()
  }

  partWith(farewell: Farewell | undefined): void {
    if (this.#socket !== undefined) this.#socket.farewell = farewell
  }
}
