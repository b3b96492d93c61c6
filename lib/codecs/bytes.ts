/**
 * Bytes in each form that the platform's `send` takes: a typed array, a `DataView` or a buffer, of any realm (an iframe,
 * a worker, Jest with jsdom, `node:vm`).
 */
export type Bytes = ArrayBufferView | ArrayBufferLike

/** Memory that may change its length, or that other threads may write to, while a message waits in the queue. */
interface Changeable {
  readonly resizable?: boolean
  readonly growable?: boolean
}

function isFixed(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as Changeable
  return resizable !== true && growable !== true && !isShared(buffer)
}

/** By tag, since `instanceof` is `false` for the memory of another realm, and a page may have no `SharedArrayBuffer`. */
function isShared(buffer: ArrayBufferLike): boolean {
  return !(buffer instanceof ArrayBuffer) && Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]'
}

/**
 * Reads bytes in any form as a `Uint8Array` of this realm. Returns a `Uint8Array` (or `Buffer`) itself, and shares the
 * memory of other forms. Copies memory that is resizable or shared. Returns `undefined` for everything else.
 */
export function toBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array && isFixed(value.buffer)) return value
  if (typeof value !== 'object' || value === null) return undefined
  try {
    // A `DataView` can be made over a buffer of any realm, and over nothing else: a tag could be forged.
    const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(value) ? value : new DataView(value as ArrayBuffer)
    // An array over detached memory has this length.
    if (byteLength === 0) return new Uint8Array(0)
    const bytes = new Uint8Array(buffer, byteOffset, byteLength)
    return isFixed(buffer) ? bytes : new Uint8Array(bytes)
  } catch {
    // No buffer, or a `DataView` whose memory was detached or has shrunk.
    return undefined
  }
}

/** Copies bytes whose memory is resizable or shared; returns all others themselves. */
export function copyIfChangeable(bytes: Uint8Array): Uint8Array {
  return isFixed(bytes.buffer) ? bytes : new Uint8Array(bytes)
}
