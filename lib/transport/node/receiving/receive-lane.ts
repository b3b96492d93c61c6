import { Writable } from 'node:stream'

import type { SocketListener } from '../../transport.ts'
import { frameLength, isFragmentedBehind, unknown, unsafe } from './frame-length.ts'
import { ownBytes } from './own-bytes.ts'
import { textOf } from './text-of.ts'

/** Bytes of the largest message that a lane delivers. The work of `ws` is a small part of receiving a larger one. */
const maxPayload = 16 * 1_024

/** First bytes of an unfragmented message. */
const text = 0x81
const binary = 0x82

// The method of the prototype: that of the receiver itself leads to the lane.
const { write } = Writable.prototype as { readonly write: (this: Writable, chunk: Buffer) => boolean }

/** The socket whose messages a lane delivers. */
export interface LaneSocket {
  readonly listener: Pick<SocketListener, 'received'>
  /** After a breach, nothing more is received. */
  readonly isListening: boolean
  /** The receiver gets no more: the peer has ended the connection, a close frame came, or the connection is gone. */
  inputEnded(): void
}

/**
 * Reads chunks in front of the receiver of `ws`. Short unfragmented messages are delivered from the chunk. All other bytes
 * are forwarded to the receiver, in order: control frames, fragments, long messages, text that is not UTF-8, and everything
 * from the first close frame or invalid frame on. The receiver handles a write within the call, so events keep the order
 * of the frames (decision 21).
 */
export class ReceiveLane {
  private readonly receiver: Writable
  private readonly socket: LaneSocket
  private readonly limit: number
  /** The beginning of a frame, kept until the next chunk: a part of a header, or of a short message. */
  private rest: Buffer | undefined
  /** Bytes that complete `rest`. 0: its header is incomplete. */
  private missing: number = 0
  /** Bytes that are still to come of a frame that the receiver gets. */
  private owed: number = 0
  private place: 'BetweenMessages' | 'InsideMessage' | 'Over' = 'BetweenMessages'
  private isReading: boolean = false
  /** Chunks that came while another was read, as a stream without a system handle may emit them. */
  private later: Buffer[] | undefined

  /** @param maxMessageSize - bytes. The receiver refuses larger messages */
  constructor(receiver: Writable, socket: LaneSocket, maxMessageSize: number) {
    this.receiver = receiver
    this.socket = socket
    this.limit = Math.min(maxPayload, maxMessageSize)
  }

  /** Reads a chunk. `false`: the receiver will emit `drain` when it takes more. */
  write(chunk: Buffer): boolean {
    if (this.isReading) {
      this.later = [...(this.later ?? []), chunk]
      return true
    }
    this.isReading = true
    try {
      let isReady = this.readChunk(chunk)
      while (this.later !== undefined) {
        const chunks = this.later
        this.later = undefined
        for (const each of chunks) isReady = this.readChunk(each) && isReady
      }
      return isReady
    } finally {
      this.isReading = false
    }
  }

  /** No chunk will follow: the receiver gets the beginning of a frame too. */
  end(): void {
    const { rest } = this
    this.socket.inputEnded()
    this.rest = undefined
    if (rest !== undefined) this.forward(rest)
  }

  private readChunk(chunk: Buffer): boolean {
    const { rest, missing } = this
    if (rest === undefined) return this.readFrames(chunk, 0)
    this.rest = undefined
    if (missing === 0) return this.readFrames(Buffer.concat([rest, chunk]), 0)
    if (missing > chunk.length) {
      // A message that comes in many pieces is for the receiver, which joins them once.
      this.owed = missing
      const isReady = this.forward(rest)
      return this.readFrames(chunk, 0) && isReady
    }
    this.readFrames(Buffer.concat([rest, chunk.subarray(0, missing)]), 0)
    return this.readFrames(chunk, missing)
  }

  /** Reads the frames from `begin` on. The bytes between `from` and `at` are for the receiver. */
  private readFrames(bytes: Buffer, begin: number): boolean {
    const { length } = bytes
    const owed = Math.min(this.owed, length - begin)
    this.owed -= owed
    let from = begin
    let at = begin + owed
    let isReady = true
    while (at < length && this.place !== 'Over') {
      const end = this.endOfShort(bytes, at)
      const size = end > 0 ? end - at : frameLength(bytes, at, this.place === 'InsideMessage')
      if (size === unsafe) this.place = 'Over'
      else if (end === 0 && size !== unknown) at = this.skip(bytes, at, size)
      else if (from < at) {
        // The receiver may end the lane on these bytes, so the frame behind them is looked at again.
        isReady = this.forward(bytes.subarray(from, at)) && isReady
        from = at
      } else if (size === unknown || end > length) {
        this.rest = bytes.subarray(at)
        this.missing = Math.max(0, end - length)
        return isReady
      } else {
        if (this.deliver(bytes, at, end)) from = end
        at = end
      }
    }
    return from === length ? isReady : this.forward(from === 0 ? bytes : bytes.subarray(from)) && isReady
  }

  /** Returns where the short message that begins at `at` ends. 0: none begins there, or its header is incomplete. */
  private endOfShort(bytes: Buffer, at: number): number {
    const first = bytes[at]
    const second = bytes[at + 1] as number
    if ((first !== text && first !== binary) || this.place !== 'BetweenMessages') return 0
    if (second < 126) return second <= this.limit ? at + 2 + second : 0
    if (second !== 126 || at + 4 > bytes.length) return 0
    const size = bytes.readUInt16BE(at + 2)
    return size <= this.limit ? at + 4 + size : 0
  }

  /** Leaves a frame of `size` bytes to the receiver. Returns where its bytes in this chunk end. */
  private skip(bytes: Buffer, at: number, size: number): number {
    const isInside = this.place === 'InsideMessage'
    this.place = isFragmentedBehind(bytes[at] as number, isInside) ? 'InsideMessage' : 'BetweenMessages'
    this.owed = Math.max(0, at + size - bytes.length)
    return Math.min(at + size, bytes.length)
  }

  /** Delivers a short message. `false`: it is not UTF-8, and for the receiver. */
  private deliver(bytes: Buffer, at: number, end: number): boolean {
    const start = bytes[at + 1] === 126 ? at + 4 : at + 2
    const { listener, isListening } = this.socket
    if (bytes[at] === binary) {
      if (isListening) listener.received(ownBytes(bytes, start, end), true)
      return true
    }
    const message = textOf(bytes, start, end)
    if (message === undefined) return false
    if (isListening) listener.received(message, false)
    return true
  }

  /** Forwards bytes to the receiver. It gets everything behind them too if it fails, or comes to its end, with them. */
  private forward(bytes: Buffer): boolean {
    const { receiver } = this
    const isReady = hasEnded(receiver) || write.call(receiver, bytes)
    if (hasEnded(receiver)) this.place = 'Over'
    return isReady
  }
}

/** Nothing that comes now means anything. */
function hasEnded(receiver: Writable): boolean {
  return receiver.writableEnded || receiver.errored !== null
}
