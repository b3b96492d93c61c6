/** Web Cryptography, which Node.js has. */
interface Cryptography {
  readonly crypto: { readonly subtle: { digest(algorithm: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer> } }
}

/** The part of a subject that stands for a session. Not the id: subjects appear in logs and errors of NATS. */
export async function sessionKey(id: string): Promise<string> {
  const { crypto } = globalThis as unknown as Cryptography
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
