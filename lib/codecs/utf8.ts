// Encoders and decoders are made on first use: a module that makes them at load fails where a test environment (Jest with
// jsdom) lacks the globals.
let encoder: InstanceType<typeof TextEncoder> | undefined
let strictDecoder: InstanceType<typeof TextDecoder> | undefined
let lenientDecoder: InstanceType<typeof TextDecoder> | undefined

/** Encodes a text as UTF-8. A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return (encoder ??= new TextEncoder()).encode(text)
}

/**
 * Decodes UTF-8 and keeps a byte order mark, as the platform's WebSocket does. Returns `undefined` if the bytes are not
 * valid UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  strictDecoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Decodes UTF-8 and replaces invalid bytes by U+FFFD, for binary messages that are read as text. */
export function decodeUtf8Leniently(bytes: Uint8Array): string {
  return (lenientDecoder ??= new TextDecoder('utf-8', { ignoreBOM: true })).decode(bytes)
}

/**
 * Counts the bytes of a text as UTF-8 without encoding it. A lone surrogate counts 3: it is encoded as U+FFFD.
 */
export function utf8Length(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    length += unit < 0x800 ? 1 : 2
    // The two units of a surrogate pair take four bytes together, which are counted by now.
    if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++
  }
  return length
}

/** Whether a text takes more bytes of UTF-8 than this. Counts them only if its length does not decide. */
export function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && utf8Length(text) > bytes)
}
