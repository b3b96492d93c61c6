import type { Either } from 'fp-ts/lib/Either.js'
import type { Subscription } from 'rxjs'

import { guardSocket, reportOmitted } from '#checks'

import type { Report } from '../../machine/input.ts'
import { shownAddress } from '../../model/address.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import type { Handshake } from '../../model/connection-state.ts'
import { publicSubprotocol } from '../../model/secrets/subprotocol.ts'
import type { DialRequest, Socket, SocketEnd, SocketListener, WriteDone } from '../../transport/transport.ts'
import type { Core } from '../core.ts'
import type { Origin } from '../inspector.ts'
import { deliver } from '../receiving/deliver.ts'
import { runUserCode } from '../run-user-code.ts'
import { emit } from '../subscriber-list.ts'
import { resolveAddress } from './fresh-address.ts'
import { Greeting } from './greeting.ts'
import { Heartbeat } from './heartbeat.ts'
import { sendDirectly } from './send-directly.ts'
import { socketError } from './socket-error.ts'

/**
 * One dial, from asking for its address to the end of its socket. Once another dial is the connection's current one, the
 * reports of this one are ignored (guarantee 12).
 */
export class Dial<In, Out> implements SocketListener {
  readonly epoch: number
  readonly heartbeat: Heartbeat<In, Out>
  socket: Socket | undefined
  /** The subprotocol that was chosen. It may be a secret: states show `publicSubprotocol`. */
  protocol: string | undefined
  readonly #core: Core<In, Out>
  #request: DialRequest | undefined
  #greeting: Greeting<In, Out> | undefined
  #pendingAddress: Subscription | undefined
  #done: WriteDone | undefined

  constructor(core: Core<In, Out>, epoch: number) {
    this.#core = core
    this.epoch = epoch
    this.heartbeat = new Heartbeat(core, this)
  }

  /** Gives the machine an input, as a turn of its own. */
  report(input: Report): void {
    this.#core.post(() => {
      if (this.#core.dial === this) this.#core.dispatch(input)
    })
  }

  /** Reports a failure. */
  fail(error: ConnectionError): void {
    this.report({ _tag: 'Errored', epoch: this.epoch, error })
  }

  /** Resolves the address, and reports it or its failure. */
  resolve(attempt: number): void {
    this.#pendingAddress = resolveAddress(this.#core.options, attempt, (request, headers) => {
      if (request._tag === 'Left') {
        this.fail(request.left)
        return
      }
      reportOmitted(this.#core, attempt, headers)
      this.#request = request.right
      this.report({ _tag: 'Addressed', epoch: this.epoch })
    })
  }

  /** Begins the opening handshake. */
  connect(): void {
    const { name, transport, isForeignTransport } = this.#core.options
    const request = this.#request as DialRequest
    this.#core.inspector?.dialed(this.epoch, request)
    try {
      const socket = transport(request, this)
      this.socket = isForeignTransport ? guardSocket(this.#core, this, socket) : socket
      // A transport may open at once, before its traffic could be read.
      this.heartbeat.begin()
    } catch (cause) {
      this.fail(failure('HandshakeFailed', name, 'the transport failed (see cause)', {}, cause))
    }
  }

  greet(): void {
    const { greet } = this.#core.options
    if (greet === undefined) return
    this.#greeting = new Greeting(this.#core, this)
    this.#greeting.run(greet)
  }

  /**
   * The greeting has completed. The messages that it left unread follow right after `Open`.
   *
   * @param emitted - its last value, if it emitted any
   */
  greeted(emitted: { readonly value: unknown } | undefined): void {
    this.#core.post(() => {
      if (this.#core.dial !== this) return
      this.#core.dispatch({ _tag: 'Greeted', epoch: this.epoch, ...(emitted && { emitted }) })
      const held = this.#greeting?.release() ?? []
      this.#greeting = undefined
      for (const [data, isBinary] of held) if (!this.deliver(data, isBinary)) return
    })
  }

  /** Sends a message that bypasses the outbox: one of a greeting or of the heartbeat. */
  sendDirectly(value: Out, origin: Origin): Either<ConnectionError, Out> {
    return sendDirectly(this.#core, this.socket, value, origin, ignoreResult)
  }

  /** Drops the dial in whatever phase it is. */
  abandon(): void {
    this.socket?.terminate()
    runUserCode(() => this.#pendingAddress?.unsubscribe())
    runUserCode(() => this.#greeting?.stop())
  }

  /** Takes the result of a write. After a failed write, and after the socket's end, the results are uncertain: ignored. */
  get done(): WriteDone {
    // One for all writes, made before the first: most connections never write.
    return (this.#done ??= (error) => {
      if (error != null) this.#done = ignoreResult
      else if (this.#done !== ignoreResult && this.#core.dial === this) this.#core.outbox.writer.wrote()
    })
  }

  opened({ protocol, extensions, headers }: Omit<Handshake, 'url'>): void {
    if (this.#request === undefined) return
    const { name, protocols } = this.#core.options
    const shown = shownAddress(this.#request.url)
    this.#request = undefined // It holds secrets, and has no further use.
    this.protocol = protocol
    this.heartbeat.begin()
    // Of two equal strings one is kept, since programs hold thousands of connections.
    const url = shown === name ? name : shown
    const handshake = { url, protocol: publicSubprotocol(protocol, typeof protocols === 'function'), extensions }
    this.report({
      _tag: 'Opened',
      epoch: this.epoch,
      handshake: headers === undefined ? handshake : { ...handshake, headers },
    })
  }

  received(data: string | Uint8Array, isBinary: boolean): void {
    this.heartbeat.showLife()
    this.#core.receive(this, data, isBinary)
  }

  /** Delivers a message within the current turn. Returns `false` if it broke the protocol: none may follow it. */
  deliver(data: string | Uint8Array, isBinary: boolean): boolean {
    if (this.#core.dial !== this || this.socket === undefined) return false
    this.#core.inspector?.received(data, isBinary, this.#greeting !== undefined)
    if (this.#greeting === undefined) return deliver(this.#core, this.socket, data, isBinary)
    this.#greeting.receive(data, isBinary)
    return true
  }

  ponged(): void {
    this.heartbeat.showLife()
    if (this.#core.dial === this) this.heartbeat.measureLatency()
  }

  closing(code: number): void {
    this.#core.post(() => {
      const { channels, dial } = this.#core
      if (dial === this) emit(channels.closings, code, channels.joined)
    })
  }

  ended(end: SocketEnd): void {
    if (end._tag === 'Closed') {
      const { code, reason, wasClean } = end
      this.#core.post(() => {
        const { channels, dial } = this.#core
        if (dial === this) emit(channels.ends, { code, reason, wasClean }, channels.joined)
      })
      this.report({ ...end, _tag: 'Ended', epoch: this.epoch })
    } else this.fail(socketError(this.#core.options.name, end))
  }
}

/** The messages of a greeting and of the heartbeat have no result. */
const ignoreResult = (): void => undefined
