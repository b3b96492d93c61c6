/** One frame of a client. */
export interface Frame {
  readonly opcode: number
  readonly content: Buffer
  /** The number of bytes up to its end, from the beginning of the stream. */
  readonly end: number
}

/** Parses the frames that a client writes (RFC 6455, section 5.2). They are masked, and none is fragmented. */
export class Frames {
  readonly frames: Frame[] = []
  #rest = Buffer.alloc(0)
  #at = 0

  add(chunk: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let length = this.#parse(); length > 0; length = this.#parse()) {
      this.#rest = this.#rest.subarray(length)
      this.#at += length
    }
  }

  /** Parses the first frame. Returns its length, or 0 if it is not complete. */
  #parse(): number {
    const bytes = this.#rest
    if (bytes.length < 2) return 0
    const short = (bytes[1] as number) & 0x7f
    const lengthSize = short === 126 ? 2 : short === 127 ? 8 : 0
    const head = 2 + lengthSize + 4
    if (bytes.length < head) return 0
    const size = lengthSize === 0 ? short : lengthSize === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
    if (bytes.length < head + size) return 0
    const mask = bytes.subarray(head - 4, head)
    const content = Buffer.from(bytes.subarray(head, head + size).map((byte, at) => byte ^ (mask[at % 4] as number)))
    this.frames.push({ opcode: (bytes[0] as number) & 0xf, content, end: this.#at + head + size })
    return head + size
  }
}

/** Makes a frame of a server. */
export function frame(opcode: number, content: string | Uint8Array = '', firstBits = 0x80): Buffer {
  const body = typeof content === 'string' ? Buffer.from(content) : content
  const head =
    body.length < 126
      ? Buffer.from([firstBits | opcode, body.length])
      : body.length < 65_536
        ? Buffer.from([firstBits | opcode, 126, body.length >> 8, body.length & 0xff])
        : Buffer.concat([Buffer.from([firstBits | opcode, 127]), bigEndian(body.length)])
  return Buffer.concat([head, body])
}

function bigEndian(size: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(size))
  return bytes
}

/** The content of a close frame. */
export function closing(code: number, reason: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason])
}
