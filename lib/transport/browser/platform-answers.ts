import type { WriteDone } from '../transport.ts'
import type { PlatformWebSocket } from './platform-web-socket.ts'

/** Bytes of answered messages that the platform may hold. Messages beyond that are answered as they leave. */
const maxPlatformBytes = 256 * 1_024

/** Milliseconds. The platform has no event for a buffer that shrinks, so it is polled while answers wait. */
const pollInterval = 10

interface Waiting {
  readonly done: WriteDone
  /** Bytes handed over up to and including this message. */
  readonly end: number
  readonly error: Error | undefined
}

/**
 * Answers the messages of a socket, in order. The platform accepts any number of bytes into memory, so a message is
 * answered in the turn it was sent in only while the platform holds little. This bounds memory and slows a source down.
 */
export class PlatformAnswers {
  readonly #websocket: PlatformWebSocket
  #waiting: Waiting[] = []
  #handedOver = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(websocket: PlatformWebSocket) {
    this.#websocket = websocket
  }

  /** Bytes that the platform holds. React Native does not count them. */
  get #held(): number {
    return this.#websocket.bufferedAmount ?? 0
  }

  /** Sends, and answers now or later. */
  send(data: string | Uint8Array, done: WriteDone): void {
    const before = this.#held
    this.#websocket.send(data)
    this.#handedOver += this.#held - before
    this.answer(done, undefined)
  }

  /** Answers with an error, behind the answers that are still to come. */
  answer(done: WriteDone, error: Error | undefined): void {
    if (this.#waiting.length === 0 && (error !== undefined || this.#held <= maxPlatformBytes)) {
      done(error)
      return
    }
    this.#waiting.push({ done, end: this.#handedOver, error })
    this.#timer ??= setTimeout(this.#settleSent, pollInterval)
  }

  /** Forgets the answers that wait. */
  drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting = []
  }

  readonly #settleSent = (): void => {
    const gone = this.#handedOver - this.#held + maxPlatformBytes
    const first = this.#waiting.findIndex(({ end }) => end > gone)
    const due = this.#waiting.splice(0, first < 0 ? this.#waiting.length : first)
    this.#timer = this.#waiting.length > 0 ? setTimeout(this.#settleSent, pollInterval) : undefined
    for (const { done, error } of due) done(error)
  }
}
