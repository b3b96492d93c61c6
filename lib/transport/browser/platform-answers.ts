import type { WriteDone } from '../transport.ts'
import type { PlatformWebSocket } from './platform-web-socket.ts'

/** Bytes that the platform may hold of answered messages. What it holds beyond is answered as it leaves. */
const maxPlatformBytes = 256 * 1_024

/** The platform tells nobody that its buffer shrank, so it is looked at as long as answers wait. Milliseconds. */
const pollInterval = 10

interface Waiting {
  readonly done: WriteDone
  /** How many bytes had been handed over with this message. */
  readonly end: number
  readonly error: Error | undefined
}

/**
 * The answers of a socket's messages, in order. The platform accepts any number of bytes and holds them in memory, so a
 * message is answered in the turn it was sent in only while little is held. That is what bounds memory, and what slows
 * a source down.
 */
export class PlatformAnswers {
  private readonly websocket: PlatformWebSocket
  private waiting: Waiting[] = []
  private handedOver: number = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(websocket: PlatformWebSocket) {
    this.websocket = websocket
  }

  /** Bytes that the platform holds. React Native does not count them. */
  private get held(): number {
    return this.websocket.bufferedAmount ?? 0
  }

  /** Sends, and answers now or later. */
  send(data: string | Uint8Array, done: WriteDone): void {
    const before = this.held
    this.websocket.send(data)
    this.handedOver += this.held - before
    this.answer(done, undefined)
  }

  /** Answers with an error, behind the answers that are still to come. */
  answer(done: WriteDone, error: Error | undefined): void {
    if (this.waiting.length === 0 && (error !== undefined || this.held <= maxPlatformBytes)) {
      done(error)
      return
    }
    this.waiting.push({ done, end: this.handedOver, error })
    this.timer ??= setTimeout(this.settleSent, pollInterval)
  }

  /** Nothing that waits will be answered. */
  drop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.waiting = []
  }

  private readonly settleSent = (): void => {
    const gone = this.handedOver - this.held + maxPlatformBytes
    const first = this.waiting.findIndex(({ end }) => end > gone)
    const due = this.waiting.splice(0, first < 0 ? this.waiting.length : first)
    this.timer = this.waiting.length > 0 ? setTimeout(this.settleSent, pollInterval) : undefined
    for (const { done, error } of due) done(error)
  }
}
