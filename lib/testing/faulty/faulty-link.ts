import type { Clock } from '../../connection/timers/clock.ts'
import type { DialRequest, Socket, SocketEnd, SocketListener, Transport, WriteDone } from '../../transport/transport.ts'
import { messageSize } from '../message-size.ts'
import { type DelayLine, delayLine } from './delay-line.ts'
import { drawDelay, drawFate, type Rates } from './fault-rates.ts'
import type { Random } from './random.ts'
import { Reading } from './reading.ts'

/** The random generators of one link: one for each direction, since their interleaving may differ from run to run. */
export interface Chances {
  readonly inward: Random
  readonly outward: Random
}

/** The network between a socket and its listener: it delays everything and adds faults. */
export class FaultyLink implements SocketListener {
  readonly #listener: SocketListener
  readonly #rates: Rates
  readonly #chances: Chances
  readonly #inward: DelayLine
  readonly #outward: DelayLine
  readonly #reading: Reading
  #phase: 'opening' | 'open' | 'halfOpen' | 'broken' | 'ended' = 'opening'
  #wasOpen = false
  #inner: Socket | undefined
  #innerEnd: SocketEnd | undefined
  #unsent = 0

  constructor(listener: SocketListener, rates: Rates, chances: Chances, clock: Clock) {
    this.#listener = listener
    this.#rates = rates
    this.#chances = chances
    this.#reading = new Reading(clock)
    this.#inward = delayLine(clock)
    this.#outward = delayLine(clock)
  }

  /**
   * Dials through the link. The outer socket has the capabilities of the inner one, but no `traffic`:
   * a half-open link still moves bytes between the inner socket and the peer.
   */
  dial(transport: Transport, request: DialRequest): Socket {
    const inner = transport(request, this)
    this.#inner = inner
    this.#reading.of(inner)
    if (this.#phase === 'broken' && this.#innerEnd === undefined) inner.terminate()
    const unsent = (): number => (this.#phase === 'ended' ? 0 : this.#unsent + inner.bufferedAmount)
    return {
      send: (data, isBinary, done) => this.#send(inner, data, isBinary, done),
      close: (code, reason) => this.#close(inner, code, reason),
      terminate: () => this.#break(),
      get bufferedAmount() {
        return unsent()
      },
      ...(inner.ping && { ping: () => this.#pass(() => inner.ping?.()) }),
      ...(inner.pause && { pause: () => this.#pause() }),
      ...(inner.resume && { resume: () => this.#reading.resume() }),
    }
  }

  opened(handshake: Parameters<SocketListener['opened']>[0]): void {
    this.#arrive(() => {
      this.#phase = 'open'
      this.#wasOpen = true
      this.#listener.opened(handshake)
    })
  }

  received(data: string | Uint8Array, isBinary: boolean): void {
    const { cuts, halfOpen, slowReading, slowness } = this.#rates
    const random = this.#chances.inward
    const content = isBinary || typeof data === 'string' ? data : this.#inner?.toText?.(data)
    // Invalid UTF-8: the inner socket has begun to fail with 1007.
    if (content === undefined) return
    const fate = drawFate(random, [
      ['cut', cuts],
      ['halfOpen', halfOpen],
      ['slow', slowReading],
    ])
    const still = drawDelay(random, slowness)
    this.#inward.pass(drawDelay(random, this.#rates.latency), () => {
      if (this.#phase === 'halfOpen' || this.#isGone()) return
      if (fate === 'cut') this.#break()
      else if (fate === 'halfOpen') this.#phase = 'halfOpen'
      else {
        if (fate === 'slow') this.#reading.slowDown(still)
        this.#reading.put(() => this.#listener.received(content, isBinary))
      }
    })
  }

  ponged(): void {
    this.#arrive(() => this.#listener.ponged())
  }

  closing(code: number, reason: string): void {
    this.#arrive(() => this.#listener.closing?.(code, reason))
  }

  ended(end: SocketEnd): void {
    this.#innerEnd = end
    if (this.#phase === 'broken') this.#end(end)
    else this.#arrive(() => this.#end(end))
  }

  /** Delivers an incoming event other than a message. */
  #arrive(happen: () => void): void {
    this.#inward.pass(drawDelay(this.#chances.inward, this.#rates.latency), () => {
      if (this.#phase === 'opening' || this.#phase === 'open') this.#reading.put(happen)
    })
  }

  /** Passes on an outgoing action other than a message. */
  #pass(happen: () => void): void {
    this.#outward.pass(drawDelay(this.#chances.outward, this.#rates.latency), () => {
      if (this.#phase === 'opening' || this.#phase === 'open') happen()
    })
  }

  #send(inner: Socket, data: string | Uint8Array, isBinary: boolean, done: WriteDone): void {
    if (this.#isGone()) return
    const { cuts, lostWrites, halfOpen, latency } = this.#rates
    const random = this.#chances.outward
    const size = messageSize(data)
    const fate = drawFate(random, [
      ['cut', cuts],
      ['lost', lostWrites],
      ['halfOpen', halfOpen],
    ])
    this.#unsent += size
    this.#outward.pass(drawDelay(random, latency), () => {
      const met = this.#phase === 'open' ? fate : 'passes'
      if (met === 'halfOpen') this.#phase = 'halfOpen'
      // A message that nothing receives stays unsent and unsettled.
      if (this.#phase === 'halfOpen') return
      this.#unsent -= size
      if (met !== 'lost') inner.send(data, isBinary, met === 'cut' ? ignore : this.#answer(done))
      if (met === 'lost' || met === 'cut') this.#break()
    })
  }

  #answer(done: WriteDone): WriteDone {
    return (error) => {
      if (!this.#isGone()) done(error)
    }
  }

  #close(inner: Socket, code?: number, reason?: string): void {
    // The inner socket may have opened meanwhile; for the caller it has not.
    if (this.#phase === 'opening') this.#break()
    else this.#pass(() => inner.close(code, reason))
    // The peer's close frame has to be read.
    this.#reading.resume()
  }

  #pause(): void {
    if (this.#phase === 'open') this.#reading.pause()
  }

  #isGone(): boolean {
    return this.#phase === 'broken' || this.#phase === 'ended'
  }

  /** Drops the socket. Its end is reported when the inner socket has ended. */
  #break(): void {
    if (this.#isGone()) return
    this.#phase = 'broken'
    this.#forget()
    if (this.#innerEnd !== undefined) this.#end(this.#innerEnd)
    else this.#inner?.terminate()
  }

  #end(end: SocketEnd): void {
    if (this.#phase === 'ended') return
    const isBroken = this.#phase === 'broken'
    this.#phase = 'ended'
    this.#forget()
    this.#listener.ended(isBroken ? brokenEnd(this.#wasOpen, end) : end)
  }

  #forget(): void {
    this.#inward.clear()
    this.#outward.clear()
    this.#reading.clear()
  }
}

function ignore(): void {
  // The result of a write during which the connection broke means nothing.
}

/** Returns the end of a broken link as its listener sees it: the inner socket may have got further. */
function brokenEnd(wasOpen: boolean, end: SocketEnd): SocketEnd {
  if (wasOpen) return { _tag: 'Closed', code: 1006, reason: '', wasClean: false }
  return end._tag === 'Closed' ? { _tag: 'Refused' } : end
}
