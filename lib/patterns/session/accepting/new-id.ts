/** Web Cryptography, which every supported platform has. */
interface Cryptography {
  readonly crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }
}

/** Makes an id of 128 random bits, in hexadecimal digits. */
export function newId(): string {
  const { crypto } = globalThis as unknown as Cryptography
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
