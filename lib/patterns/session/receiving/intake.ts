import type { WindowLimits } from '../session-options.ts'

/** A message that has arrived and is not given to the subscribers. */
interface Arrived {
  readonly n: number
  readonly data: string | Uint8Array
}

/** The consumer of the messages of a session. */
export interface Consumer {
  /** Whether somebody takes messages now. */
  readonly isReady: boolean
  /**
   * Gives a message to the subscribers.
   *
   * @returns `undefined` once they have returned; a Promise if the next message has to wait for it
   */
  give(n: number, data: string | Uint8Array): Promise<void> | undefined
  /** Keeps a message, before it is acknowledged. `undefined`: nothing is to be kept. */
  keep(n: number, data: string | Uint8Array): Promise<void> | undefined
  /** All messages up to this number are taken. */
  took(n: number): void
  /** A message could not be taken: it must arrive again. */
  failed(cause: unknown): void
}

/** The outcome of a message: it is in order, it is not the next one, or too many wait to be taken. */
export type Arrival = 'InOrder' | 'OutOfOrder' | 'TooMany'

/** The receiving half of a session: each message once, in order, one after another. */
export class Intake {
  readonly #limits: WindowLimits
  readonly #consumer: Consumer
  #arrived: number
  /** The number of the latest message that was given to the subscribers. */
  #given: number
  #taken: number
  #waiting: Arrived[] = []
  /** The number of messages that are being given or kept: their outcome is open. */
  #open = 0
  /** The size of the messages that wait and of those whose outcome is open. */
  #bytes = 0
  #isGiving = false
  /** Messages that are kept, although an earlier one is not yet. */
  readonly #keptEarly = new Set<number>()
  readonly #settled = new Set<() => void>()

  /** @param taken - the number of the latest message that was taken */
  constructor(limits: WindowLimits, consumer: Consumer, taken = 0) {
    this.#limits = limits
    this.#consumer = consumer
    this.#arrived = this.#given = this.#taken = taken
  }

  get taken(): number {
    return this.#taken
  }

  /** The number of messages that wait to be given to the subscribers. */
  get waiting(): number {
    return this.#waiting.length
  }

  arrive(n: number, data: string | Uint8Array): Arrival {
    if (n !== this.#arrived + 1) return 'OutOfOrder'
    const { limit, bytes } = this.#limits
    // A store that hangs holds messages as subscribers that are not ready do.
    const fits = this.#waiting.length + this.#open < limit && (this.#bytes === 0 || this.#bytes + data.length <= bytes)
    if (!fits) return 'TooMany'
    this.#arrived = n
    this.#waiting.push({ n, data })
    this.#bytes += data.length
    this.drain()
    return 'InOrder'
  }

  /** Gives the waiting messages to the subscribers, as far as these are ready. */
  drain(): void {
    while (!this.#isGiving && this.#consumer.isReady) {
      const first = this.#waiting.shift()
      if (first === undefined) return
      this.#give(first)
    }
  }

  #give(message: Arrived): void {
    const { n, data } = message
    this.#isGiving = true
    this.#open++
    this.#given = n
    const given = this.#consumer.give(n, data)
    if (given === undefined) this.#gave(message)
    else {
      given.then(
        () => {
          this.#gave(message)
          this.drain()
        },
        (cause: unknown) => {
          this.#isGiving = false
          this.#fail(message, cause)
        },
      )
    }
  }

  #gave(message: Arrived): void {
    this.#isGiving = false
    const kept = this.#consumer.keep(message.n, message.data)
    if (kept === undefined) this.#took(message)
    else {
      kept.then(
        () => {
          this.#took(message)
        },
        (cause: unknown) => {
          this.#fail(message, cause)
        },
      )
    }
  }

  #took({ n, data }: Arrived): void {
    this.#open--
    this.#bytes -= data.length
    // Otherwise an earlier message has failed, and this one arrives again behind it.
    if (n <= this.#given) {
      this.#keptEarly.add(n)
      while (this.#keptEarly.delete(this.#taken + 1)) this.#taken++
      this.#consumer.took(this.#taken)
    }
    this.#reportSettled()
  }

  /** The messages from this one on must arrive again. */
  #fail({ n, data }: Arrived, cause: unknown): void {
    this.#open--
    this.#bytes -= data.length
    this.#given = Math.min(this.#given, n - 1)
    for (const kept of this.#keptEarly) if (kept > this.#given) this.#keptEarly.delete(kept)
    this.discard()
    this.#consumer.failed(cause)
    this.#reportSettled()
  }

  /** The socket has ended: messages that were not given to the subscribers arrive again on the next one. */
  discard(): void {
    for (const { data } of this.#waiting) this.#bytes -= data.length
    this.#waiting = []
    this.#arrived = this.#given
  }

  /**
   * Calls `settled` once the outcome of every message that was given to the subscribers is known: at once, or later.
   *
   * @returns the function that ends the wait
   */
  whenSettled(settled: () => void): () => void {
    this.#settled.add(settled)
    this.#reportSettled()
    return () => {
      this.#settled.delete(settled)
    }
  }

  #reportSettled(): void {
    if (this.#open > 0 || this.#settled.size === 0) return
    const settled = [...this.#settled]
    this.#settled.clear()
    for (const each of settled) each()
  }
}
