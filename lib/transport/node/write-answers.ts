import type { Socket as TcpSocket } from 'node:net'

import type { WriteDone } from '../transport.ts'

const resolved = Promise.resolve(null)

const emptyWrite = Buffer.alloc(0)

/**
 * After so many ticks with a message, the answers of a tick wait until the event loop has run. `for (;;) await send()`
 * would otherwise starve it, since all answers come from promise continuations and next ticks.
 */
const ticksPerTurn = 64
let ticks = 0

/**
 * Answers messages, in order and truthfully. Node completes the pending writes of a destroyed socket without an error,
 * and of a failed batch an unknown part has left, so neither is answered at all.
 */
export class WriteAnswers {
  private readonly socket: { readonly isDestroyed: boolean }
  /** Number of messages whose write is not completed. */
  pending: number = 0
  private refused: WriteDone[] = []
  private done: WriteDone | undefined
  private written: WriteDone = () => undefined
  /** Answers that wait for the event loop. */
  private delayed: WriteDone[] | undefined

  constructor(socket: { readonly isDestroyed: boolean }) {
    this.socket = socket
  }

  /** The write callback for one message. Made anew only when `done` is not the one of the message before. */
  expect(done: WriteDone): WriteDone {
    if (this.pending === 0) this.countTick()
    this.pending += 1
    if (done !== this.done) {
      this.done = done
      this.written = (error) => {
        this.pending -= 1
        if (error || this.socket.isDestroyed) return
        if (this.delayed === undefined) done()
        else this.delayed.push(done)
        if (this.refused.length > 0) this.answerRefused()
      }
    }
    return this.written
  }

  /**
   * Answers a message that was written to `tcp` without a callback, which spares Node a round of its queue. A message
   * that has left is answered from a promise continuation. Any other is answered once it and all that was written by
   * then has left.
   */
  confirm(tcp: TcpSocket, done: WriteDone): void {
    const written = this.expect(done)
    // A write that failed at once leaves nothing to be written either. Node destroys the socket only in the next tick.
    if (tcp.writableLength === 0 && tcp.errored === null) void resolved.then(written)
    else tcp.write(emptyWrite, written)
  }

  /** Answers a message that is not written at all with an error, behind the answers of all that were. */
  refuse(done: WriteDone): void {
    if (this.refused.push(done) === 1) process.nextTick(() => this.answerRefused())
  }

  private answerRefused(): void {
    if (this.pending > 0 || this.delayed !== undefined) return
    const refused = this.refused
    this.refused = []
    const error = new Error('The socket is not open')
    for (const done of refused) if (!this.socket.isDestroyed) done(error)
  }

  private countTick(): void {
    ticks = (ticks + 1) % ticksPerTurn
    if (ticks > 0 || this.delayed !== undefined) return
    this.delayed = []
    setImmediate(() => {
      const delayed = this.delayed ?? []
      this.delayed = undefined
      for (const done of delayed) if (!this.socket.isDestroyed) done()
      this.answerRefused()
    })
  }
}
