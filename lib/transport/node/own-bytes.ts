/** V8 keeps typed arrays of at most so many bytes inside its heap, where a copy is cheaper than a view. */
const cheapCopy = 64

/** A message may keep alive at most so many times its own bytes. */
const maxKeptRatio = 64

/**
 * Gives a binary message as a plain `Uint8Array`. `ws` gives a Buffer, usually a view of a whole chunk that was read. A
 * message that is small against that chunk is copied, since it would keep the chunk alive. Others remain views: at 1 KiB
 * a copy would cost as much as all the rest of receiving (bench, receive-binary1k: 1.6 instead of 1.1).
 */
export function ownBytes(message: Buffer): Uint8Array {
  const { buffer, byteOffset, length } = message
  if (length <= cheapCopy || length * maxKeptRatio < buffer.byteLength) return new Uint8Array(message)
  return new Uint8Array(buffer, byteOffset, length)
}
