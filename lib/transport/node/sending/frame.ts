import { nextKey, writeMasked } from './mask.ts'

/** Bytes of the frame of a message with `length` bytes: two, a longer length, and the masking key come before it. */
export function frameSize(length: number, isMasked: boolean): number {
  return length + (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (isMasked ? 4 : 0)
}

/** Writes a message as one frame (RFC 6455, section 5.2) into `target` from `at` on, which has room for it. */
export function writeFrame(target: Buffer, at: number, data: Uint8Array, isBinary: boolean, isMasked: boolean): void {
  const { length } = data
  const maskBit = isMasked ? 0x80 : 0
  target[at] = isBinary ? 0x82 : 0x81
  let start = at + 2
  if (length < 126) target[at + 1] = maskBit | length
  else if (length < 65_536) {
    target[at + 1] = maskBit | 126
    target.writeUInt16BE(length, start)
    start += 2
  } else {
    target[at + 1] = maskBit | 127
    target.writeUInt32BE(Math.floor(length / 2 ** 32), start)
    target.writeUInt32BE(length >>> 0, start + 4)
    start += 8
  }
  if (!isMasked) {
    target.set(data, start)
    return
  }
  const key = nextKey()
  target[start] = key >>> 24
  target[start + 1] = key >>> 16
  target[start + 2] = key >>> 8
  target[start + 3] = key
  writeMasked(target, start + 4, data, key)
}
