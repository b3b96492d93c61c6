import { Buffer, isUtf8 } from 'node:buffer'

/**
 * Decodes UTF-8 without the look-up of an encoding by its name: `toString` would take a quarter of the time of receiving a
 * short message. Node does not document it, and has had it in every version.
 */
const { utf8Slice } = Buffer.prototype as unknown as {
  readonly utf8Slice: (this: Buffer, start: number, end: number) => string
}

/** Decodes the bytes of `chunk` from `start` to `end`; `undefined` if they are not UTF-8. Keeps a byte order mark. */
export function textOf(chunk: Buffer, start: number, end: number): string | undefined {
  const text = utf8Slice.call(chunk, start, end)
  // Decoding puts U+FFFD where bytes are invalid, so only a text that holds one has to be checked.
  return text.includes('\uFFFD') && !isUtf8(chunk.subarray(start, end)) ? undefined : text
}
