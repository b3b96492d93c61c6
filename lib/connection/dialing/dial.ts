import type { Either } from 'fp-ts/lib/Either.js'
import type { Subscription } from 'rxjs'

import type { Report } from '../../machine/input.ts'
import { publicAddress } from '../../model/address.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import type { Handshake } from '../../model/connection-state.ts'
import * as E from '../../model/either.ts'
import type { DialRequest, Socket, SocketEnd, SocketListener, WriteDone } from '../../transport/transport.ts'
import { emit } from '../channels.ts'
import type { Core } from '../core.ts'
import { deliver } from '../receiving/deliver.ts'
import { runUserCode } from '../run-user-code.ts'
import { encodeMessage } from '../sending/encode.ts'
import { toDialRequest } from './dial-request.ts'
import { type FreshValues, mayQuoteUrl, plainValues, resolveFresh } from './fresh-address.ts'
import { Greeting } from './greeting.ts'
import { socketError } from './socket-error.ts'

/**
 * One dial, from asking for its address to the end of its socket. It has a voice only while it is the connection's
 * present dial: a replaced one is ignored, whatever it says (guarantee 12).
 */
export class Dial<In, Out> implements SocketListener {
  readonly epoch: number
  socket: Socket | undefined
  isAlive = false
  /** When the ping left that is not answered yet (clock time, ms). */
  #pingedAt: number | undefined
  readonly #core: Core<In, Out>
  #request: DialRequest | undefined
  #greeting: Greeting<In, Out> | undefined
  #pendingAddress: Subscription | undefined
  #done: WriteDone | undefined

  constructor(core: Core<In, Out>, epoch: number) {
    this.#core = core
    this.epoch = epoch
  }

  /** Says something to the machine, in turn. */
  report(input: Report): void {
    this.#core.post(() => {
      if (this.#core.dial === this) this.#core.dispatch(input)
    })
  }

  /**
   * Resolves the address, headers and subprotocols, and reports success or failure. Plain values are used in the same turn.
   */
  resolve(attempt: number): void {
    const { options } = this.#core
    const plain = plainValues(options)
    if (plain !== undefined) {
      this.#addressed(plain)
      return
    }
    this.#pendingAddress = resolveFresh(options, attempt).subscribe({
      next: (values) => {
        this.#addressed(values)
      },
      error: (cause: unknown) => {
        const event = 'not dialed: the url, headers or protocols function failed (see cause)'
        this.#unaddressable(event, mayQuoteUrl(cause) ? undefined : cause)
      },
    })
  }

  #addressed(values: FreshValues): void {
    const request = toDialRequest(this.#core.options, values)
    if (request._tag === 'Left') {
      this.#unaddressable(`not dialed: ${request.left.map(({ path, message }) => `${path} ${message}`).join('; ')}`)
      return
    }
    this.#request = request.right
    this.report({ _tag: 'Addressed', epoch: this.epoch })
  }

  #unaddressable(event: string, cause?: unknown): void {
    this.fail(failure('AddressFailed', this.#core.options.name, event, {}, cause))
  }

  /** Says that it failed. */
  fail(error: ConnectionError): void {
    this.report({ _tag: 'Errored', epoch: this.epoch, error })
  }

  /** Begins the opening handshake. */
  connect(): void {
    const { name, transport } = this.#core.options
    try {
      this.socket = transport(this.#request as DialRequest, this)
    } catch (cause) {
      this.fail(
        failure('HandshakeFailed', name, 'the opening handshake failed: the transport threw (see cause)', {}, cause),
      )
    }
  }

  greet(): void {
    const { greet } = this.#core.options
    if (greet === undefined) return
    this.#greeting = new Greeting(this.#core, this)
    this.#greeting.run(greet)
  }

  /** The greeting is over: what it left unread comes right after `Open`. */
  greeted(): void {
    this.#core.post(() => {
      if (this.#core.dial !== this) return
      this.#core.dispatch({ _tag: 'Greeted', epoch: this.epoch })
      const held = this.#greeting?.release() ?? []
      this.#greeting = undefined
      for (const [data, isBinary] of held) this.deliver(data, isBinary)
    })
  }

  /** Sends a message of the connection's own, past the outbox: a greeting, a sign of life. */
  sendDirectly(value: Out): Either<ConnectionError, Out> {
    const { name, codec, transport } = this.#core.options
    const encoded = encodeMessage(name, codec, value, undefined)
    if (encoded._tag === 'Left') {
      this.#core.fault(encoded.left)
      return encoded
    }
    const data = encoded.right
    const bytes = typeof data === 'string' ? transport.toBytes?.(data) : undefined
    this.socket?.send(bytes ?? data, typeof data !== 'string', ignoreResult)
    return E.right(value)
  }

  /** Drops whatever this dial has got to. */
  abandon(): void {
    this.socket?.terminate()
    runUserCode(() => this.#pendingAddress?.unsubscribe())
    runUserCode(() => this.#greeting?.stop())
  }

  /** A write was answered. What a dead socket says of its writes, or one that failed at one, leaves them uncertain. */
  get done(): WriteDone {
    // One for all writes, and none before the first: thousands of connections never write.
    return (this.#done ??= (error) => {
      if (error != null) this.#done = ignoreResult
      else if (this.#done !== ignoreResult && this.#core.dial === this) this.#core.outbox.wrote()
    })
  }

  opened({ protocol, extensions }: Omit<Handshake, 'url'>): void {
    if (this.#request === undefined) return
    const { name } = this.#core.options
    const url = publicAddress(this.#request.url)
    this.#request = undefined // It is of no use any more, and holds secrets.
    // Of two equal texts one is kept, for the sake of those who hold thousands.
    const handshake = { url: url === name ? name : url, protocol, extensions }
    this.report({ _tag: 'Opened', epoch: this.epoch, handshake })
  }

  received(data: string | Uint8Array, isBinary: boolean): void {
    this.isAlive = true
    this.#core.receive(this, data, isBinary)
  }

  /** Delivers a message within the current turn. */
  deliver(data: string | Uint8Array, isBinary: boolean): void {
    if (this.#core.dial !== this || this.socket === undefined) return
    if (this.#greeting === undefined) deliver(this.#core, this.socket, data, isBinary)
    else this.#greeting.receive(data, isBinary)
  }

  /** Asks the peer for a sign of life. A peer that cannot be asked, or whose answer cannot be read, counts as alive. */
  ping(): void {
    const { socket } = this
    if (socket === undefined) return
    const { ping, clock } = this.#core.options
    this.isAlive = false
    this.#pingedAt = clock.now()
    if (this.#core.backPressure?.isHeld === true) this.isAlive = true
    else if (ping === undefined && socket.ping !== undefined) socket.ping()
    else if (ping === undefined || this.sendDirectly(ping.message)._tag === 'Left') this.isAlive = true
  }

  ponged(): void {
    this.isAlive = true
    if (this.#core.dial === this) this.measureLatency()
  }

  /** Emits the time since the ping, if one is unanswered: an unsolicited pong (RFC 6455, section 5.5.3) measures nothing. */
  measureLatency(): void {
    if (this.#pingedAt === undefined) return
    const { channels, options } = this.#core
    const latency = options.clock.now() - this.#pingedAt
    this.#pingedAt = undefined
    emit(channels.latencies, latency, channels.joined)
  }

  ended(end: SocketEnd): void {
    if (end._tag === 'Closed') this.report({ ...end, _tag: 'Ended', epoch: this.epoch })
    else this.fail(socketError(this.#core.options.name, end))
  }
}

/** Nobody waits for the answer. */
const ignoreResult = (): void => undefined
