import type { Socket as TcpSocket } from 'node:net'

import type { WriteDone } from '../../transport.ts'
import { frameSize, writeFrame } from './frame.ts'
import { TickWrites } from './tick-writes.ts'
import type { WriteAnswers } from './write-answers.ts'

/** Bytes of the smallest batch. */
const minBatch = 512

/** Bytes from which on a batch is written before the end of the tick. */
const maxBatch = 64 * 1_024

/** Bytes above which a frame is a write of its own: copying it once more would gain nothing. */
const maxJoined = 16 * 1_024

/**
 * Writes the messages of one open socket, each as one frame. Those of a tick are framed into one batch and leave in one
 * write (decision 23).
 */
export class FrameWriter {
  private readonly tcp: TcpSocket
  private readonly answers: WriteAnswers
  private readonly isMasked: boolean
  private readonly tick: TickWrites = new TickWrites(this)
  private batch: Buffer | undefined
  /** Bytes of the batch that hold frames. */
  private used: number = 0
  /** Bytes of the batch before: the next one is expected to be as long. */
  private expected: number = minBatch

  constructor(tcp: TcpSocket, answers: WriteAnswers, isMasked: boolean) {
    this.tcp = tcp
    this.answers = answers
    this.isMasked = isMasked
  }

  /** Bytes of the frames that are held until the end of the tick. */
  get held(): number {
    return this.used
  }

  send(data: Uint8Array, isBinary: boolean, done: WriteDone): void {
    const leavesNow = this.tick.begin(this.answers.pending)
    // TLS never writes at once.
    if (leavesNow && !('encrypted' in this.tcp)) {
      this.tcp.write(this.toFrame(data, isBinary))
      this.answers.confirm(this.tcp, done)
    } else if (leavesNow || this.sizeOf(data) > maxJoined) {
      this.flush()
      this.answers.expect(done)
      this.write(this.toFrame(data, isBinary))
    } else {
      this.answers.expect(done)
      this.add(data, isBinary)
    }
  }

  /** Writes the frames that are held. Called before anything else is written to the TCP socket. */
  flush(): void {
    const { batch, used } = this
    if (batch === undefined) return
    this.batch = undefined
    this.used = 0
    this.expected = used
    this.write(batch.subarray(0, used))
  }

  private add(data: Uint8Array, isBinary: boolean): void {
    const end = this.used + this.sizeOf(data)
    const batch = this.batchOf(end)
    writeFrame(batch, this.used, data, isBinary, this.isMasked)
    this.used = end
    if (end >= maxBatch) this.flush()
  }

  /** Returns a batch with room for `end` bytes. */
  private batchOf(end: number): Buffer {
    const { batch } = this
    if (batch !== undefined && end <= batch.length) return batch
    const larger = Buffer.allocUnsafe(Math.max(end, batch === undefined ? this.expected : 2 * batch.length))
    batch?.copy(larger, 0, 0, this.used)
    this.batch = larger
    return larger
  }

  private sizeOf(data: Uint8Array): number {
    return frameSize(data.length, this.isMasked)
  }

  private toFrame(data: Uint8Array, isBinary: boolean): Buffer {
    const frame = Buffer.allocUnsafe(this.sizeOf(data))
    writeFrame(frame, 0, data, isBinary, this.isMasked)
    return frame
  }

  /** A stream that has ended would fail at a write. Its messages are lost: they are not answered. */
  private write(bytes: Buffer): void {
    if (this.tcp.writable) this.tcp.write(bytes, this.answers.seal())
  }
}
