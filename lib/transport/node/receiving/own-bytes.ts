/** V8 keeps typed arrays of at most so many bytes inside its heap, where a copy is cheaper than a view. */
const cheapCopy = 64

/** A message may keep alive at most so many times its own bytes. */
const maxKeptRatio = 64

/**
 * Gives a binary message, the bytes of `chunk` from `start` to `end`, as a plain `Uint8Array`. A message that is small
 * against the memory of its chunk is copied, since it would keep that memory alive. Others remain views: at 1 KiB a copy
 * would cost as much as all the rest of receiving (bench, receive-binary1k: 1.6 instead of 1.1).
 */
export function ownBytes(chunk: Buffer, start: number, end: number): Uint8Array {
  const { buffer, byteOffset } = chunk
  const length = end - start
  const view = new Uint8Array(buffer, byteOffset + start, length)
  return length <= cheapCopy || length * maxKeptRatio < buffer.byteLength ? new Uint8Array(view) : view
}
