import type { Either } from 'fp-ts/lib/Either.js'
import { forkJoin, Subscription } from 'rxjs'

import type { Report } from '../../machine/input.ts'
import { normalizeAddress, publicAddress } from '../../model/address.ts'
import { type ConnectionError, failure } from '../../model/connection-error.ts'
import type { Handshake } from '../../model/connection-state.ts'
import * as E from '../../model/either.ts'
import type { DialRequest, Socket, SocketEnd, SocketListener, WriteDone } from '../../transport/transport.ts'
import { emit } from '../channels.ts'
import type { Core } from '../core.ts'
import type { Headers } from '../options.ts'
import { deliver } from '../receiving/deliver.ts'
import { runUserCode } from '../run-user-code.ts'
import { encodeMessage } from '../sending/encode.ts'
import { mayQuoteUrl, resolvePerDial } from './fresh-address.ts'
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

  /** Asks for the address, and reports it or its failure. What is no function is used in the same turn. */
  resolve(attempt: number): void {
    const { url, headers } = this.#core.options
    if (typeof url !== 'function' && typeof headers !== 'function') {
      this.#addressed(url, headers)
      return
    }
    const abort = new AbortController()
    const context = { attempt, signal: abort.signal }
    const asking = new Subscription(() => {
      abort.abort()
    })
    this.#pendingAddress = asking
    asking.add(
      forkJoin([resolvePerDial(url, context), resolvePerDial(headers, context)]).subscribe({
        next: ([freshUrl, freshHeaders]) => {
          // The answer is used: nothing is to be aborted any more.
          this.#pendingAddress = undefined
          this.#addressed(freshUrl, freshHeaders)
        },
        error: (cause: unknown) => {
          this.#unaddressable('the url or headers function failed', mayQuoteUrl(cause) ? undefined : cause)
        },
      }),
    )
  }

  #addressed(url: string | URL, headers: Headers): void {
    const { port, protocols, tls, maxMessageSize } = this.#core.options
    const address = normalizeAddress(url, port)
    if (address._tag === 'Left') {
      this.#unaddressable(address.left.map(({ message }) => message).join('; '))
      return
    }
    this.#request = { url: address.right, protocols, headers, tls, maxMessageSize }
    this.report({ _tag: 'Addressed', epoch: this.epoch })
  }

  #unaddressable(what: string, cause?: unknown): void {
    this.fail(failure('AddressFailed', this.#core.options.name, what, {}, cause))
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
      this.fail(failure('HandshakeFailed', name, 'the transport threw', {}, cause))
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

  closing(code: number): void {
    this.#core.post(() => {
      const { channels, dial } = this.#core
      if (dial === this) emit(channels.closings, code, channels.joined)
    })
  }

  ended(end: SocketEnd): void {
    if (end._tag === 'Closed') this.report({ ...end, _tag: 'Ended', epoch: this.epoch })
    else this.fail(socketError(this.#core.options.name, end))
  }
}

/** Nobody waits for the answer. */
const ignoreResult = (): void => undefined
