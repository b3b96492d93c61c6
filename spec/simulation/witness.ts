import type { Clock, DialRequest, Socket, SocketEnd, SocketListener, Transport } from '../../lib/index.ts'
import type { WriteDone } from '../../lib/transport/transport.ts'
import type { Judge } from './judge.ts'

const decoder = new TextDecoder()

export const asText = (data: string | Uint8Array): string => (typeof data === 'string' ? data : decoder.decode(data))

/** One dial, as seen between the connection and the network. */
export interface Wire {
  readonly dial: number
  readonly listener: SocketListener
  phase: 'opening' | 'open' | 'over'
  /** The connection has begun to close it, or has dropped it. */
  isHungUp: boolean
  isDropped: boolean
  isPaused: boolean
  /** Whether the connection has published `Open` for it. */
  isPublished: boolean
  /** Bytes that the network has moved: those read, those handed over, and those that wait. */
  readonly traffic: { read: number; written: number; stuck: number }
  /** Bytes that have left, of messages that are not done. */
  early: number
  /** Whether bytes were stuck when the connection last looked at the traffic: if they move, the peer lives. */
  isStuck: boolean
  /** Time of the last sign of life, or of the last `resume`, ms. */
  aliveAt: number
  /** The same, or the end of the last sleep of the computer. */
  awakeAt: number
  end: SocketEnd | undefined
  readonly received: string[]
  /** Callbacks of writes that were not answered: for late sockets. */
  readonly unanswered: Array<WriteDone>
}

/** The content of a close frame. */
export const closeFrame = (code?: number, reason = ''): string => `${code ?? 'no code'} ${reason}`

/** Callbacks of the witness. */
export interface Callbacks {
  readonly dialed: (request: DialRequest) => void
  readonly written: (wire: Wire, text: string) => void
  readonly done: (wire: Wire, text: string) => void
}

/** Stands between the connection and the network, and records the calls of both sides. */
export class Witness {
  readonly wires: Wire[] = []
  readonly #clock: Clock
  readonly #judge: Judge
  readonly #canPause: boolean
  readonly #callbacks: Callbacks
  live = 0
  /** Close frames that the application requested. A release of the last lease closes with 1000. */
  readonly requested: Set<string> = new Set([closeFrame(1000)])

  constructor(clock: Clock, judge: Judge, canPause: boolean, callbacks: Callbacks) {
    this.#clock = clock
    this.#judge = judge
    this.#canPause = canPause
    this.#callbacks = callbacks
  }

  /** The latest dial. */
  get last(): Wire | undefined {
    return this.wires.at(-1)
  }

  over(network: Transport): Transport {
    return (request, listener) => {
      this.live++
      this.#judge.need(this.live === 1, 1, () => `${this.live} live sockets`)
      const wire = makeWire(this.wires.length, listener, this.#clock.now())
      this.wires.push(wire)
      this.#judge.trace.push([this.#clock.now(), `dial ${wire.dial}`])
      this.#callbacks.dialed(request)
      return this.#socket(wire, network(request, this.#listener(wire)))
    }
  }

  /** Bytes of a message that is still on its way were read. */
  trickled(): void {
    const { last } = this
    // A browser does not show them.
    if (last?.phase !== 'open' || !this.#canPause) return
    last.traffic.read++
    last.aliveAt = last.awakeAt = this.#clock.now()
  }

  /** The line has taken a byte of the message that is leaving. */
  moved(): void {
    const { last } = this
    if (last?.phase !== 'open' || !this.#canPause) return
    last.traffic.stuck--
    last.traffic.written++
    last.early++
    if (last.isStuck) last.aliveAt = last.awakeAt = this.#clock.now()
  }

  #listener(wire: Wire): SocketListener {
    const isAlive = (): void => {
      wire.aliveAt = wire.awakeAt = this.#clock.now()
    }
    return {
      opened: (handshake) => {
        wire.phase = 'open'
        isAlive()
        wire.listener.opened(handshake)
      },
      received: (data, isBinary) => {
        isAlive()
        wire.traffic.read += asText(data).length
        if (!wire.isDropped) wire.received.push(asText(data))
        wire.listener.received(data, isBinary)
      },
      ponged: () => {
        isAlive()
        wire.listener.ponged()
      },
      ended: (end) => {
        wire.phase = 'over'
        this.live--
        if (!wire.isDropped) wire.end = end
        if (!wire.isHungUp && !(end._tag === 'Closed' && end.code === 1000)) this.#judge.faults++
        wire.listener.ended(end)
      },
    }
  }

  #socket(wire: Wire, inner: Socket): Socket {
    const { ping } = inner
    return {
      send: (data, isBinary, done) => {
        const text = asText(data)
        this.#callbacks.written(wire, text)
        wire.unanswered.push(done)
        wire.traffic.stuck += text.length
        inner.send(data, isBinary, (error) => {
          const left = Math.max(0, text.length - wire.early)
          wire.early -= text.length - left
          wire.traffic.stuck -= left
          wire.traffic.written += left
          if (wire.isStuck) wire.aliveAt = wire.awakeAt = this.#clock.now()
          const at = wire.unanswered.indexOf(done)
          if (at >= 0) wire.unanswered.splice(at, 1)
          if (error == null && wire.phase === 'open' && !wire.isDropped) this.#callbacks.done(wire, text)
          done(error)
        })
      },
      close: (code, reason) => {
        wire.isHungUp = true
        const frame = closeFrame(code, reason)
        this.#judge.need(this.requested.has(frame), 13, () => `closed with ${frame}, which nobody requested`)
        inner.close(code, reason)
      },
      terminate: () => {
        wire.isHungUp = wire.isDropped = true
        inner.terminate()
      },
      get bufferedAmount() {
        return inner.bufferedAmount
      },
      ...(this.#canPause && {
        traffic: () => {
          wire.isStuck = wire.traffic.stuck > 0
          return { ...wire.traffic }
        },
      }),
      ...(this.#canPause && ping !== undefined && { ping: () => ping() }),
      ...(this.#canPause && {
        pause: () => {
          wire.isPaused = true
          inner.pause?.()
        },
        resume: () => {
          if (wire.isPaused) wire.aliveAt = wire.awakeAt = this.#clock.now()
          wire.isPaused = false
          inner.resume?.()
        },
      }),
    }
  }
}

function makeWire(dial: number, listener: SocketListener, now: number): Wire {
  return {
    dial,
    listener,
    phase: 'opening',
    isHungUp: false,
    isDropped: false,
    isPaused: false,
    isPublished: false,
    traffic: { read: 0, written: 0, stuck: 0 },
    early: 0,
    isStuck: false,
    aliveAt: now,
    awakeAt: now,
    end: undefined,
    received: [],
    unanswered: [],
  }
}
