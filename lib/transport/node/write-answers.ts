import type { Socket as TcpSocket } from 'node:net'

import type { WriteDone } from '../transport.ts'

const resolved = Promise.resolve(null)

const emptyWrite = Buffer.alloc(0)

/**
 * Answers what was sent, in order and truthfully. Node completes the pending writes of a destroyed socket without an
 * error, and of a batch that broke nobody knows how much has left: neither is answered at all.
 */
export class WriteAnswers {
  private readonly socket: { readonly isDestroyed: boolean }
  /** How many that were written are not answered. */
  pending: number = 0
  private refused: WriteDone[] = []
  private done: WriteDone | undefined
  private written: WriteDone = () => undefined

  constructor(socket: { readonly isDestroyed: boolean }) {
    this.socket = socket
  }

  /** The write callback for one message. Made anew only when `done` is not the one of the message before. */
  expect(done: WriteDone): WriteDone {
    this.pending += 1
    if (done !== this.done) {
      this.done = done
      this.written = (error) => {
        this.pending -= 1
        if (error || this.socket.isDestroyed) return
        done()
        if (this.refused.length > 0 && this.pending === 0) this.answerRefused()
      }
    }
    return this.written
  }

  /**
   * Answers a message that was written to `tcp` without a callback, which spares Node a round of its queue. One that has
   * left is answered from a promise continuation, any other as soon as it and what is written behind it by then has left.
   */
  confirm(tcp: TcpSocket, done: WriteDone): void {
    const written = this.expect(done)
    // A write that failed at once leaves nothing to be written either.
    if (tcp.writableLength === 0 && tcp.errored === null) void resolved.then(written)
    else tcp.write(emptyWrite, written)
  }

  /** For a message that is not written at all: `done` gets an error, behind the answers of all that were. */
  refuse(done: WriteDone): void {
    if (this.refused.push(done) === 1 && this.pending === 0) process.nextTick(() => this.answerRefused())
  }

  private answerRefused(): void {
    const refused = this.refused
    this.refused = []
    const error = new Error('The socket is not open')
    for (const done of refused) if (!this.socket.isDestroyed) done(error)
  }
}
