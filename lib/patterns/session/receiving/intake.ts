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
  #bytes = 0
  #isGiving = false
  /** Messages that are kept, although an earlier one is not yet. */
  readonly #keptEarly = new Set<number>()
  #settled: Array<() => void> = []

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
    const fits = this.#waiting.length < limit && (this.#bytes === 0 || this.#bytes + data.length <= bytes)
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
      this.#bytes -= first.data.length
      this.#give(first)
    }
  }

  #give({ n, data }: Arrived): void {
    this.#isGiving = true
    this.#given = n
    const given = this.#consumer.give(n, data)
    if (given === undefined) this.#gave(n, data)
    else {
      given.then(
        () => {
          this.#gave(n, data)
          this.drain()
        },
        (cause: unknown) => {
          this.#isGiving = false
          this.#fail(n, cause)
        },
      )
    }
  }

  #gave(n: number, data: string | Uint8Array): void {
    this.#isGiving = false
    const kept = this.#consumer.keep(n, data)
    if (kept === undefined) this.#took(n)
    else {
      kept.then(
        () => {
          this.#took(n)
        },
        (cause: unknown) => {
          this.#fail(n, cause)
        },
      )
    }
  }

  #took(n: number): void {
    this.#keptEarly.add(n)
    while (this.#keptEarly.delete(this.#taken + 1)) this.#taken++
    this.#consumer.took(this.#taken)
    this.#reportSettled()
  }

  /** The messages from this one on must arrive again. */
  #fail(n: number, cause: unknown): void {
    this.#given = Math.min(this.#given, n - 1)
    this.discard()
    this.#consumer.failed(cause)
    this.#reportSettled()
  }

  /** The socket has ended: messages that were not given to the subscribers arrive again on the next one. */
  discard(): void {
    this.#waiting = []
    this.#bytes = 0
    this.#arrived = this.#given
  }

  /** Calls `settled` as soon as every message that was given to the subscribers is taken: at once, or later. */
  whenSettled(settled: () => void): void {
    this.#settled.push(settled)
    this.#reportSettled()
  }

  #reportSettled(): void {
    if (this.#given > this.#taken) return
    const settled = this.#settled
    this.#settled = []
    for (const each of settled) each()
  }
}
