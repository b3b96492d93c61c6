import { randomFillSync } from 'node:crypto'

/** Bytes above which masking by words outweighs the view that it needs. */
const maxShort = 192

const keys = new Uint32Array(2_048)
let keysLeft = 0

/** An unpredictable masking key (RFC 6455, section 5.3). Asking the system for each one would take longer than a short frame. */
export function nextKey(): number {
  if (keysLeft === 0) {
    randomFillSync(keys)
    keysLeft = keys.length
  }
  keysLeft--
  const key = keys[keysLeft] as number
  keys[keysLeft] = 0
  return key
}

/** Writes `data`, masked with `key`, into `target` from `start` on. The first byte of the key is its highest. */
export function writeMasked(target: Buffer, start: number, data: Uint8Array, key: number): void {
  if (data.length > maxShort) {
    target.set(data, start)
    maskWords(target, start, start + data.length, key)
  } else maskBytes(target, start, data, key)
}

function maskBytes(target: Buffer, start: number, data: Uint8Array, key: number): void {
  const { length } = data
  const first = key >>> 24
  const second = (key >>> 16) & 0xff
  const third = (key >>> 8) & 0xff
  const fourth = key & 0xff
  const whole = length - (length % 4)
  let at = start
  for (let i = 0; i < whole; i += 4, at += 4) {
    target[at] = (data[i] as number) ^ first
    target[at + 1] = (data[i + 1] as number) ^ second
    target[at + 2] = (data[i + 2] as number) ^ third
    target[at + 3] = (data[i + 3] as number) ^ fourth
  }
  for (let i = whole; i < length; i++, at++) target[at] = (data[i] as number) ^ byteOf(key, i)
}

const word = new Int32Array(1)
const bytesOfWord = new Uint8Array(word.buffer)

/** Masks the bytes from `start` to `end` in place, four at a time where the memory is aligned. */
function maskWords(target: Buffer, start: number, end: number, key: number): void {
  const { buffer, byteOffset } = target
  const unaligned = (4 - ((byteOffset + start) % 4)) % 4
  const count = (end - start - unaligned) >> 2
  const begin = start + unaligned
  const wordsEnd = begin + count * 4
  for (let at = start; at < begin; at++) target[at] = (target[at] as number) ^ byteOf(key, at - start)
  // In the byte order of this machine.
  for (let i = 0; i < 4; i++) bytesOfWord[i] = byteOf(key, unaligned + i)
  const mask = word[0] as number
  const words = new Int32Array(buffer, byteOffset + begin, count)
  for (let i = 0; i < count; i++) words[i] = (words[i] as number) ^ mask
  for (let at = wordsEnd; at < end; at++) target[at] = (target[at] as number) ^ byteOf(key, at - start)
}

function byteOf(key: number, index: number): number {
  return (key >>> (24 - 8 * (index % 4))) & 0xff
}
