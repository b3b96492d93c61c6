/** A frame of a client, without its mask. */
export interface ClientFrame {
  /** FIN bit, reserved bits and opcode. */
  readonly first: number
  readonly payload: Buffer
}

/** Parses what a client has sent. Throws if a frame is not masked, or not complete. */
export function clientFrames(sent: Buffer): ReadonlyArray<ClientFrame> {
  const frames: ClientFrame[] = []
  for (let at = 0; at < sent.length;) {
    const first = sent.readUInt8(at)
    const second = sent.readUInt8(at + 1)
    if (second < 0x80) throw new Error('A frame is not masked.')
    const short = second & 0x7f
    at += 2
    const length = short < 126 ? short : short === 126 ? sent.readUInt16BE(at) : Number(sent.readBigUInt64BE(at))
    at += short < 126 ? 0 : short === 126 ? 2 : 8
    const mask = sent.subarray(at, at + 4)
    at += 4
    if (at + length > sent.length) throw new Error('A frame is not complete.')
    const payload = Buffer.from(sent.subarray(at, at + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
    frames.push({ first, payload })
    at += length
  }
  return frames
}
