import type { Clock, Socket, SocketEnd, SocketListener, Transport } from '../../lib/index.ts'
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
  /** Time of the last sign of life, or of the last `resume`, ms. */
  aliveAt: number
  end: SocketEnd | undefined
  readonly received: string[]
  /** Callbacks of writes that were not answered: for late sockets. */
  readonly unanswered: Array<WriteDone>
}

/** Callbacks of the witness. */
export interface Callbacks {
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
      return this.#socket(wire, network(request, this.#listener(wire)))
    }
  }

  #listener(wire: Wire): SocketListener {
    const isAlive = (): void => {
      wire.aliveAt = this.#clock.now()
    }
    return {
      opened: (handshake) => {
        wire.phase = 'open'
        isAlive()
        wire.listener.opened(handshake)
      },
      received: (data, isBinary) => {
        isAlive()
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
        inner.send(data, isBinary, (error) => {
          const at = wire.unanswered.indexOf(done)
          if (at >= 0) wire.unanswered.splice(at, 1)
          if (error == null && wire.phase === 'open' && !wire.isDropped) this.#callbacks.done(wire, text)
          done(error)
        })
      },
      close: (code, reason) => {
        wire.isHungUp = true
        inner.close(code, reason)
      },
      terminate: () => {
        wire.isHungUp = wire.isDropped = true
        inner.terminate()
      },
      get bufferedAmount() {
        return inner.bufferedAmount
      },
      ...(this.#canPause && ping !== undefined && { ping: () => ping() }),
      ...(this.#canPause && {
        pause: () => {
          wire.isPaused = true
          inner.pause?.()
        },
        resume: () => {
          if (wire.isPaused) wire.aliveAt = this.#clock.now()
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
    aliveAt: now,
    end: undefined,
    received: [],
    unanswered: [],
  }
}
