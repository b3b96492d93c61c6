import { closedSocket } from '../../closed-socket.ts'
import type { DialRequest, Refused, Socket, SocketEnd, SocketListener, Transport, WriteDone } from '../../transport.ts'
import { type Control, protocolName, type Rejection, type Welcome } from './frames.ts'
import { holdLock } from './locks.ts'
import type { MessagePortLike } from './message-port.ts'
import { type LineOwner, PortLine } from './port-line.ts'
import { PortSocket } from './port-socket.ts'

/** The end that dials. Until the other end has answered it has no socket. */
class DialedPort implements Socket, LineOwner {
  readonly #line: PortLine
  readonly #offered: ReadonlyArray<string>
  readonly #maxMessageSize: number
  readonly #listener: SocketListener
  #socket: PortSocket | undefined

  constructor(port: MessagePortLike, { protocols, maxMessageSize }: DialRequest, listener: SocketListener) {
    this.#line = new PortLine(port)
    this.#line.owner = this
    this.#offered = protocols
    this.#maxMessageSize = maxMessageSize
    this.#listener = listener
  }

  open({ url, protocols, unref }: DialRequest): void {
    const line = this.#line
    line.start()
    if (unref === true) line.unref()
    const release = holdLock((lock) => {
      line.post(['open', protocolName, { url, protocols, ...(lock !== undefined && { lock }) }])
    })
    line.atEnd(release)
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  send(data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    if (this.#socket !== undefined) this.#socket.send(data, isBinary, done)
    else if (!this.#line.isClosed) done(new Error('The socket is not open.'))
  }

  close(code?: number, reason?: string): void {
    if (this.#socket === undefined) this.terminate()
    else this.#socket.close(code, reason)
  }

  terminate(): void {
    if (this.#socket !== undefined) this.#socket.terminate()
    else this.#drop({ _tag: 'Refused' })
  }

  ping(): void {
    this.#socket?.ping()
  }

  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  message(): void {
    this.malformed()
  }

  control(frame: Control): void {
    if (frame[0] === 'ping') this.#line.post(['pong'])
    else if (frame[0] === 'opened') this.#opened(frame[1])
    else if (frame[0] === 'refused') this.#end(toRefused(frame[1]))
    else this.malformed()
  }

  malformed(): void {
    const problem = 'the other end of the port does not speak the protocol of acceptPorts$, or another version of it'
    this.#drop({ _tag: 'Refused', problem })
  }

  lost(cause?: unknown): void {
    this.#end({ _tag: 'Refused', problem: 'the worker or page at the other end of the port is gone', cause })
  }

  #opened({ protocol, lock }: Welcome): void {
    if (this.#offered.length > 0 && !this.#offered.includes(protocol)) {
      this.#drop({
        _tag: 'Refused',
        problem: 'the worker chose no subprotocol that was offered',
        isSubprotocolRefused: true,
      })
      return
    }
    if (lock !== undefined) this.#line.watch(lock)
    this.#socket = new PortSocket(this.#line, this.#listener, this.#maxMessageSize)
    this.#listener.opened({ protocol, extensions: '' })
  }

  /** Ends the dial by our doing. */
  #drop(end: Refused): void {
    this.#line.post(['gone'])
    this.#end(end)
  }

  #end(end: SocketEnd): void {
    if (this.#line.isClosed) return
    this.#line.close()
    this.#listener.ended(end)
  }
}

function toRefused({ status, headers, body }: Rejection): Refused {
  const seconds = Number(headers['retry-after'])
  return { _tag: 'Refused', status, headers, body, ...(seconds >= 0 && { retryAfter: seconds * 1_000 }) }
}

const isPort = (given: unknown): boolean =>
  typeof (given as { readonly postMessage?: unknown } | null | undefined)?.postMessage === 'function'

/**
 * Makes a transport of ports to a worker or page that accepts them with `acceptPorts$`: a SharedWorker, so that all tabs of
 * an origin share the connections of one worker. It dials urls of `port:` too, which are names alone.
 *
 * Has pings, back-pressure, and every close code. Headers, `tls`, `node` and `compression` mean nothing here.
 *
 * @example
 * const connect = () => new SharedWorker('/feed.js', { type: 'module' }).port
 * const feed = defineConnection({ url: 'port:feed', transport: portTransport(connect) })
 *
 * @param connect - called for each dial: returns a port that nobody else uses. If it throws, the dial has failed
 */
export function portTransport(connect: () => MessagePortLike): Transport {
  const dial: Transport = (request, listener) => {
    let port: MessagePortLike
    try {
      port = connect()
    } catch (cause) {
      listener.ended({ _tag: 'Refused', problem: 'the function of portTransport failed (see cause)', cause })
      return closedSocket
    }
    if (!isPort(port)) {
      listener.ended({ _tag: 'Unaddressable', problem: 'the function of portTransport returned no MessagePort' })
      return closedSocket
    }
    const socket = new DialedPort(port, request, listener)
    socket.open(request)
    return socket
  }
  return Object.assign(dial, { scheme: 'port:' } as const)
}

/** The part of a `Worker`, or of the window of an iframe, that is used. */
export interface PortTarget {
  /** Sends a value, and moves a port. Declared as `never`, since the classes differ in what they take. */
  postMessage(message: never, options: never, transfer?: never): void
}

/**
 * Opens a port to a dedicated worker or another window, which accepts it with `acceptPorts$(self, ...)`.
 *
 * @example
 * const feed = defineConnection({ url: 'port:feed', transport: portTransport(() => portTo(worker)) })
 *
 * @param target - a `Worker` of browsers or of `node:worker_threads`, or a window
 * @param targetOrigin - only for a window: the origin that its page must have
 */
export function portTo(target: PortTarget, targetOrigin?: string): MessagePortLike {
  const { port1, port2 } = new MessageChannel()
  const { postMessage } = target as { readonly postMessage: (...given: unknown[]) => void }
  const given = targetOrigin === undefined ? [[port2]] : [targetOrigin, [port2]]
  postMessage.call(target, protocolName, ...given)
  return port1
}
