import { type Control, decodeControl, portSize } from './frames.ts'
import { watchLock } from './locks.ts'
import type { MessagePortLike, PlatformPort } from './message-port.ts'

/** The size of the messages that may be under way, and not taken from the other port. A single message may be larger. */
export const portWindow: number = 256 * 1_024

/** The size of the messages that were taken since the last credit, from which on the next one is sent at once. */
const creditStep = portWindow / 4

/** Milliseconds. A smaller rest is credited so late, so that a message alone costs no second one. */
const creditDelay = 10

/** Milliseconds between a free lock and the end: the last words of a page that was closed may still be on their way. */
const lastWords = 50

/** Takes the frames of a line. */
export interface LineOwner {
  /** A message: text, or bytes that nobody else uses. */
  message(data: string | Uint8Array): void
  /** A frame that is no message. `ping`, `pong` and `credit` do not wait for the messages before them. */
  control(frame: Control): void
  /** The other end broke the protocol of the port. */
  malformed(): void
  /** The other end is gone, and all its messages were taken; or the port threw `cause`. */
  lost(cause?: unknown): void
}

const ignore = (): void => undefined
/** The owner of a line that is not started. */
const nobody: LineOwner = { message: ignore, control: ignore, malformed: ignore, lost: ignore }

/** A frame in the order of the messages. */
type Ordered = string | Uint8Array | Control

const gone: Control = ['gone']

const isMessage = (frame: unknown): frame is string | Uint8Array =>
  typeof frame === 'string' || frame instanceof Uint8Array

/**
 * A port with an order that can be paused, and credit: the other end sends no more than `portWindow` beyond the messages
 * that were taken here. A port alone holds any amount for an end that does not read.
 */
export class PortLine {
  owner: LineOwner = nobody
  readonly #port: PlatformPort
  readonly #held: Ordered[] = []
  #phase: 'Reading' | 'Paused' | 'Draining' | 'Closed' = 'Reading'
  /** The sizes of the messages that have come, that were taken, and that the other end has credit for. */
  #arrived = 0
  #taken = 0
  #credited = 0
  #creditTimer: ReturnType<typeof setTimeout> | undefined
  #limit: { left: number; readonly exceeded: () => void } | undefined
  readonly #atEnd: Array<() => void> = []

  constructor(port: MessagePortLike) {
    this.#port = port as PlatformPort
  }

  get isClosed(): boolean {
    return this.#phase === 'Closed'
  }

  /** Begins to take frames. */
  start(): void {
    const port = this.#port
    port.onmessage = ({ data }) => {
      this.#arrive(data)
    }
    port.onmessageerror = () => {
      this.#arrive(undefined)
    }
    port.addEventListener?.('close', this.#lose)
  }

  /** Sends a frame. Bytes fill their buffer: it is moved, not copied. */
  post(frame: Ordered): void {
    if (this.#phase === 'Closed') return
    try {
      if (frame instanceof Uint8Array) this.#port.postMessage(frame, [frame.buffer])
      else this.#port.postMessage(frame)
    } catch (cause) {
      // A port takes all texts and bytes: this one is broken, or there is no memory left.
      this.owner.lost(cause)
    }
  }

  /** Lets the process end although the port is open, where the platform can. */
  unref(): void {
    this.#port.unref?.()
  }

  /** Ends the line when the lock of the other end is free. */
  watch(lock: string): void {
    const unwatch = watchLock(lock, () => {
      const timer = setTimeout(this.#lose, lastWords)
      this.atEnd(() => {
        clearTimeout(timer)
      })
    })
    this.atEnd(unwatch)
  }

  /** Calls `ended` once, when the line is closed. */
  atEnd(ended: () => void): void {
    if (this.#phase === 'Closed') ended()
    else this.#atEnd.push(ended)
  }

  /** Closes the port. Frames that were sent still arrive; none is taken any more. */
  close(): void {
    if (this.#phase === 'Closed') return
    this.#phase = 'Closed'
    this.#held.length = 0
    clearTimeout(this.#creditTimer)
    this.#port.onmessage = this.#port.onmessageerror = null
    this.#port.close()
    for (const ended of this.#atEnd.splice(0)) ended()
  }

  /** Keeps messages back until `resume`. The other end comes to a halt when it has used its credit. */
  pause(): void {
    if (this.#phase !== 'Closed') this.#phase = 'Paused'
  }

  resume(): void {
    if (this.#phase !== 'Paused') return
    // The rest waits for the turn to be over: the owner may pause again in it.
    this.#phase = 'Draining'
    queueMicrotask(this.#drain)
  }

  /** Calls `exceeded` after each message beyond so many bytes, until `unlimit`. */
  limit(bytes: number, exceeded: () => void): void {
    this.#limit = { left: bytes, exceeded }
  }

  unlimit(): void {
    this.#limit = undefined
  }

  readonly #lose = (): void => {
    this.#order(gone)
  }

  #arrive(frame: unknown): void {
    if (this.#phase === 'Closed') return
    if (isMessage(frame)) {
      const isBeyond = this.#arrived - this.#credited >= portWindow
      this.#arrived += portSize(frame)
      if (isBeyond) this.owner.malformed()
      else this.#order(frame)
      return
    }
    const control = decodeControl(frame)
    if (control === undefined) this.owner.malformed()
    else if (control[0] === 'ping' || control[0] === 'pong' || control[0] === 'credit') this.owner.control(control)
    else this.#order(control)
  }

  #order(frame: Ordered): void {
    if (this.#phase === 'Closed') return
    if (this.#phase === 'Reading') this.#take(frame)
    // Nothing follows a frame that is no message: it ends the connection, or breaks the protocol.
    else if (this.#held.length === 0 || isMessage(this.#held.at(-1))) this.#held.push(frame)
  }

  #take(frame: Ordered): void {
    if (isMessage(frame)) this.#takeMessage(frame)
    else if (frame[0] === 'gone') this.owner.lost()
    else this.owner.control(frame)
  }

  #takeMessage(data: string | Uint8Array): void {
    const size = portSize(data)
    this.#taken += size
    this.owner.message(data)
    const limit = this.#limit
    if (limit !== undefined && (limit.left -= size) < 0) limit.exceeded()
    if (this.#taken - this.#credited >= creditStep) this.#credit()
    else if (!this.isClosed) this.#creditTimer ??= setTimeout(this.#credit, creditDelay)
  }

  readonly #credit = (): void => {
    clearTimeout(this.#creditTimer)
    this.#creditTimer = undefined
    this.#credited = this.#taken
    this.post(['credit', this.#taken])
  }

  readonly #drain = (): void => {
    while (this.#phase === 'Draining') {
      const frame = this.#held.shift()
      if (frame === undefined) this.#phase = 'Reading'
      else this.#take(frame)
    }
  }
}
