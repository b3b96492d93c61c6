// Imported, since reading the global of that name runs a getter.
import { Buffer, isUtf8 } from 'node:buffer'

/** Decodes bytes that should be UTF-8; `undefined` where they are not. Keeps a byte order mark, as RFC 6455 does. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString()
  // Decoding puts U+FFFD where bytes are invalid, so only a text that holds one has to be checked.
  return text.includes('\uFFFD') && !isUtf8(buffer) ? undefined : text
}
