import type { Socket as TcpSocket } from 'node:net'

import type { WriteDone } from '../../transport.ts'

const resolved = Promise.resolve(null)

const emptyWrite = Buffer.alloc(0)

/**
 * After so many ticks with a message, the answers of a tick wait until the event loop has run. `for (;;) await send()`
 * would otherwise starve it, since all answers come from promise continuations and next ticks.
 */
const ticksPerTurn = 64
let ticks = 0

/** Messages of one write that have the same callback. */
interface Run {
  readonly done: WriteDone
  count: number
  /** Whether the next message belongs to another write. */
  isLast: boolean
  next: Run | undefined
}

/**
 * Answers messages, in order and truthfully. Node completes the pending writes of a destroyed socket without an error,
 * and of a failed batch an unknown part has left, so neither is answered at all.
 */
export class WriteAnswers {
  private readonly socket: { readonly isDestroyed: boolean }
  /** Number of messages whose write is not completed. */
  pending: number = 0
  private first: Run | undefined
  private last: Run | undefined
  private refused: WriteDone[] = []
  /** Answers that wait for the event loop. */
  private delayed: WriteDone[] | undefined

  constructor(socket: { readonly isDestroyed: boolean }) {
    this.socket = socket
  }

  /** Adds a message to the next write. */
  expect(done: WriteDone): void {
    if (this.pending === 0) this.countTick()
    this.pending += 1
    const { last } = this
    if (last !== undefined && !last.isLast && last.done === done) {
      last.count += 1
      return
    }
    const run = { done, count: 1, isLast: false, next: undefined }
    if (last === undefined) this.first = run
    else last.next = run
    this.last = run
  }

  /** Ends a write: returns its callback, which answers the messages since the last one. */
  seal(): WriteDone {
    if (this.last !== undefined) this.last.isLast = true
    return this.written
  }

  /**
   * Answers a message that was written to `tcp` without a callback, which spares Node a round of its queue. A message
   * that has left is answered from a promise continuation. Any other is answered once it and all that was written by
   * then has left.
   */
  confirm(tcp: TcpSocket, done: WriteDone): void {
    this.expect(done)
    const written = this.seal()
    // A write that failed at once leaves nothing to be written either. Node destroys the socket only in the next tick.
    if (tcp.writableLength === 0 && tcp.errored === null) void resolved.then(written)
    else tcp.write(emptyWrite, written)
  }

  /** Answers a message that is not written at all with an error, behind the answers of all that were. */
  refuse(done: WriteDone): void {
    if (this.refused.push(done) === 1) process.nextTick(() => this.answerRefused())
  }

  /** Node calls the callbacks of writes in their order. */
  private readonly written: WriteDone = (error) => {
    for (let run = this.takeRun(); run !== undefined; run = run.isLast ? undefined : this.takeRun()) {
      for (let left = run.count; left > 0; left--) {
        this.pending -= 1
        if (error || this.socket.isDestroyed) continue
        if (this.delayed === undefined) run.done()
        else this.delayed.push(run.done)
      }
    }
    if (this.refused.length > 0) this.answerRefused()
  }

  private takeRun(): Run | undefined {
    const run = this.first
    this.first = run?.next
    if (this.first === undefined) this.last = undefined
    return run
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
